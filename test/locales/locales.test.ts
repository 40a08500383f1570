import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import manifest from '../../package.json'
import { packageRoot } from '../../lib/package-root'
import {
  columns,
  withoutValues,
  hasBrokenParagraph,
  helpShape,
  keptParts,
  unreadableLines,
} from '../../testing/locales/shape'
import {
  firstLanguage,
  localeFolders,
  textsIn,
  translations,
  type Texts,
  type Translation,
} from '../../testing/locales/texts'
import sameAsEnglish from './same-as-english.json'

/** Names, units and words that are written as in English, in every translation or in one. */
function mayBeEnglish(language: Translation): readonly string[] {
  return [...sameAsEnglish.all, ...sameAsEnglish[language]]
}

describe('the texts of the package', () => {
  const allTexts = new Map<string, Texts>()
  let folders: readonly string[]

  before(async () => {
    folders = await localeFolders()
    for (const folder of folders) {
      for (const language of [firstLanguage, ...translations]) {
        allTexts.set(`${folder}/${language}`, await textsIn(folder, language))
      }
    }
  })

  function texts(folder: string, language: string): Texts {
    return allTexts.get(`${folder}/${language}`) ?? assert.fail(`${folder} lacks ${language}`)
  }

  it('exist for every node, in every language and in no other', async () => {
    const types = Object.keys(manifest['node-red'].nodes)
    assert.deepEqual(
      types.filter((type) => !folders.includes(`nodes/${type}/locales`)),
      [],
    )
    for (const folder of folders) {
      const languages = (await readdir(join(packageRoot, folder))).toSorted()
      assert.deepEqual(languages, [...translations, firstLanguage].toSorted(), folder)
    }
  })

  it('have help whose lines on properties the editor can read', () => {
    for (const [name, { help }] of allTexts) assert.deepEqual(unreadableLines(help), [], name)
  })

  for (const language of translations) {
    describe(`in ${language}`, () => {
      /** Compares each folder's texts with the English ones; `differences` names what is wrong. */
      function compare(differences: (english: Texts, translated: Texts) => readonly string[]) {
        const found = folders.flatMap((folder) =>
          differences(texts(folder, firstLanguage), texts(folder, language)).map(
            (difference) => `${folder}: ${difference}`,
          ),
        )
        assert.deepEqual(found, [])
      }

      it('lack no key and have none left over', () => {
        compare((english, translated) => [
          ...[...english.catalog.keys()]
            .filter((key) => !translated.catalog.has(key))
            .map((key) => `${key} is missing`),
          ...[...translated.catalog.keys()]
            .filter((key) => !english.catalog.has(key))
            .map((key) => `${key} is left over`),
        ])
      })

      it('keep placeholders, HTML tags, code and links', () => {
        compare((english, translated) =>
          [...english.catalog].flatMap(([key, text]) => {
            const [wanted, kept] = [text, translated.catalog.get(key) ?? ''].map(keptParts)
            return String(wanted) === String(kept) ? [] : [`${key}: ${String(kept)}`]
          }),
        )
      })

      it('are translated, except for names and units', () => {
        compare(({ catalog }, translated) =>
          [...catalog]
            .filter(([key, text]) => translated.catalog.get(key) === text)
            .filter(([, text]) => !mayBeEnglish(language).includes(text))
            .map(([key, text]) => `${key} is "${text}" as in English`),
        )
      })

      it('have help of the same structure, with the same code and links', () => {
        for (const folder of folders) {
          const english = texts(folder, firstLanguage).help
          const { help } = texts(folder, language)
          assert.deepEqual(helpShape(help), helpShape(english), folder)
          assert.deepEqual(keptParts(help), keptParts(english), folder)
          assert.equal(hasBrokenParagraph(help), false, `${folder}: a paragraph is broken`)
        }
      })

      it('have statuses that are short enough for the flow', () => {
        compare((_, { catalog }) =>
          [...catalog]
            .filter(
              ([key, text]) =>
                /^[\w-]+\.(status|error)\./.test(key) && columns(withoutValues(text)) > 26,
            )
            .map(([key, text]) => `${key}: ${text}`),
        )
      })

      it('use every row of the list of words that are as in English', () => {
        const used = folders.flatMap((folder) =>
          [...texts(folder, firstLanguage).catalog]
            .filter(([key, text]) => texts(folder, language).catalog.get(key) === text)
            .map(([, text]) => text),
        )
        assert.deepEqual(
          mayBeEnglish(language).filter((text) => !used.includes(text)),
          [],
        )
      })
    })
  }
})
