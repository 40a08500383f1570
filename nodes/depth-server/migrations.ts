import type { Migrations } from '../../lib/node-red/migrations'

export const migrations: Migrations = []
