import { describe, expect, test } from 'vitest'
import { calm, violations } from '../../testing/axe.ts'
import { noChromium, useBrowser } from '../../testing/browserSetUp.ts'
import { useProvider } from '../../testing/providerSetUp.ts'

describe.skipIf(noChromium)('axe finds nothing with an identity provider', () => {
  const its = useBrowser()
  const running = useProvider()

  test('before and after a failure', async () => {
    const page = await its.browser.newPage(calm)
    await page.goto(running.server.url)
    await page.getByRole('button', { name: /^Continue with/ }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.goto(`${running.server.url}/sign-in/callback?code=x&state=y`)
    await page.getByTestId('error-message').waitFor()
    expect(await violations(page)).toEqual([])
    await page.close()
  })
})
