/** To be called in a `describe`: its tests run with these environment variables. */
export function withEnvironment(variables: Readonly<Record<string, string>>): void {
  const saved = new Map<string, string | undefined>()
  before(() => {
    for (const [name, value] of Object.entries(variables)) {
      saved.set(name, process.env[name])
      process.env[name] = value
    }
  })
  after(() => {
    for (const [name, value] of saved) {
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
  })
}
