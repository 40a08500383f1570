/**
 * The environment variables that the process of a model gets: those that the system, node and the
 * libraries of graphics cards read. A model's file comes from elsewhere, and what else Node-RED's
 * environment holds (HF_TOKEN, NODE_RED_CREDENTIAL_SECRET, passwords of databases) is not its business.
 */
const passedOn = [
  // The system and node
  /^(PATH|PATHEXT|HOME|USER|LANG|TZ|SHELL|TMPDIR|TMP|TEMP|NODE_OPTIONS|NODE_PATH)$/,
  /^(LC|XDG)_/,
  /^(SYSTEM(ROOT|DRIVE)|WINDIR|COMSPEC|APPDATA|LOCALAPPDATA|USERPROFILE|PROGRAM(DATA|FILES.*))$/,
  /^(NUMBER_OF_PROCESSORS|PROCESSOR_.*)$/,
  // Libraries and how many threads they use
  /^(LD|DYLD|ORT|OMP|GOMP|KMP|MKL|OPENBLAS)_/,
  // Graphics
  /^(CUDA|CUDNN|CUBLAS|NVIDIA|NV|TRT|TENSORRT)_/,
  /^(VK|VULKAN|MESA|LIBGL|EGL|DRI|GALLIUM|LP|AMD|RADV|INTEL|DAWN)_/,
  /^(DISPLAY|WAYLAND_DISPLAY)$/,
]

/** The part of an environment that the process of a model gets; names are in any case on Windows. */
export function workerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) =>
      passedOn.some((pattern) => pattern.test(name.toUpperCase())),
    ),
  )
}
