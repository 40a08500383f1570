/**
 * The environment variables that child processes (of a model, of ffmpeg) get: those that the system,
 * node and the libraries of graphics cards read. What they work on comes from elsewhere, and what else
 * Node-RED's environment holds (HF_TOKEN, NODE_RED_CREDENTIAL_SECRET, passwords of databases) is not
 * their business.
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
  /^(VK|VULKAN|LIBVA|VDPAU|MESA|LIBGL|EGL|DRI|GALLIUM|LP|AMD|RADV|INTEL|DAWN)_/,
  /^(DISPLAY|WAYLAND_DISPLAY)$/,
]

/** The part of an environment that a child process gets; names are in any case on Windows. */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) =>
      passedOn.some((pattern) => pattern.test(name.toUpperCase())),
    ),
  )
}
