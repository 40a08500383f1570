/** Name and password, as they stand in an address before `@`. */
export const httpNodeLogin = 'viewer:admin-password'

/** The same as the setting `httpNodeAuth` of settings.js, with the password's bcrypt hash. */
export const httpNodeAuth = {
  user: 'viewer',
  pass: '$2b$08$k9wRJFRLlzU32YaZdVAoBeEuCBxZo.5efX.1wLiUp70z6/Pdzd7Cm',
}
