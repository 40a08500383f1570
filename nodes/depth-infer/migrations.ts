import { renameSetting, type Migrations, type Stored } from '../../lib/node-red/migrations'

const renameDropReports = renameSetting('tellDrops', 'reportDrops')

function spellCatalog(old: Stored): Stored {
  return old['modelType'] === 'catalogue' ? { ...old, modelType: 'catalog' } : old
}

export const migrations: Migrations = [(old) => spellCatalog(renameDropReports(old))]
