import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import express from 'express'
import type { Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { app } from '../../examples/orders/app.ts'
import { readers } from '../../src/formats/testing/readers.ts'
import { noChromium, useBrowser } from '../../testing/browserSetUp.ts'
import { namedBlocks, withValues } from '../../testing/documentation.ts'
import { serveApp, type ServedApp } from '../../testing/serveApp.ts'
import { temporaryFolder, type TemporaryFolder } from '../../testing/temporaryFolder.ts'

const repository = fileURLToPath(new URL('../../../', import.meta.url))

/** What an app has besides the blocks of the guide. `packages.test.ts` checks their types. */
const files = {
  'index.html': `
    <link rel="icon" href="data:," />
    <div id="react"></div>
    <div id="vue"></div>
    <script type="module" src="./main.ts"></script>`,
  'main.ts': `
    import { createElement } from 'react'
    import { createRoot } from 'react-dom/client'
    import { createApp } from 'vue'
    import { ExportButton } from './ExportButton.tsx'
    import VueExportButton from './ExportButton.vue'

    createRoot(document.getElementById('react')!).render(createElement(ExportButton))
    createApp(VueExportButton).mount('#vue')`,
}

let folder: TemporaryFolder
beforeAll(async () => {
  folder = await temporaryFolder()
  await symlink(join(repository, 'server/node_modules'), join(folder.path, 'node_modules'))
  const write = (name: string, text: string) => writeFile(join(folder.path, name), text)
  await Promise.all(Object.entries(files).map(([name, text]) => write(name, text)))
  for (const [name, block] of await namedBlocks('client.md', ['ts', 'tsx', 'vue'])) {
    const isTracker = name === 'tracker.ts'
    await write(name, isTracker ? withValues(block, { secret: 'token-of-ada' }) : block)
  }
})
afterAll(() => folder[Symbol.asyncDispose]())

describe.skipIf(noChromium)('a page that follows the guide', () => {
  const its = useBrowser()
  let served: ServedApp
  let modules: readonly string[]
  let page: Page
  /** React and Vue report misuse there. */
  const complaints: string[] = []
  beforeAll(async () => {
    const { output } = (await build({
      root: folder.path,
      configFile: false,
      logLevel: 'error',
      plugins: [vue()],
    })) as Rolldown.RolldownOutput
    modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
    const host = express()
    host.use(express.static(join(folder.path, 'dist')))
    host.use(app)
    served = await serveApp(host)
    page = await its.browser.newPage()
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    await page.goto(served.url)
  })
  afterAll(async () => {
    await page.context().close()
    await served[Symbol.asyncDispose]()
  })

  test('loads neither zod nor code for Node', () => {
    expect(modules.some((module) => module.includes('createExportTracker'))).toBe(true)
    expect(
      modules.filter((module) => /\/zod\/|\/save\/|^node:|browser-external/.test(module)),
    ).toEqual([])
  })

  test.each(['react', 'vue'])('shows progress and saves the file, with %s', async (framework) => {
    const part = page.locator(`#${framework}`)
    const begun = page.waitForEvent('download')
    await part.getByRole('button', { name: 'Export' }).click()
    const download = await begun
    const [sheet] = await readers.SheetJS!(await readFile(await download.path()))
    expect(sheet!.rows[0]).toEqual(['Order', 'Customer', 'Total', 'Ordered'])
    const rowCount = sheet!.rows.length - 1
    await part.getByText(/: delivered, /).waitFor()
    expect((await part.getByRole('paragraph').textContent())!.trim()).toBe(
      `${download.suggestedFilename()}: delivered, ${rowCount} of ${rowCount} rows`,
    )
    expect(await part.getByRole('button').allTextContents()).toEqual(['Export'])
    expect(complaints).toEqual([])
  })

  test('saves the file in a frame of another site too, where browsers keep cookies back', async () => {
    const portal = express()
    portal.get('/', (_request, response) => {
      // To browsers, 127.0.0.1 and localhost are two sites.
      response.send(`<iframe src="${served.url}"></iframe>`)
    })
    await using portalServed = await serveApp(portal, '127.0.0.1')
    const outer = await its.browser.newPage()
    await outer.goto(portalServed.url)
    const begun = outer.waitForEvent('download')
    const frame = outer.frameLocator('iframe')
    await frame.locator('#vue').getByRole('button', { name: 'Export' }).click()
    const [sheet] = await readers.SheetJS!(await readFile(await (await begun).path()))
    expect(sheet!.rows[0]).toEqual(['Order', 'Customer', 'Total', 'Ordered'])
    await frame.getByText(/: delivered, /).waitFor()
    await outer.context().close()
  })
})
