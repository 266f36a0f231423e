import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { apiClient } from '../../testing/api.ts'
import { noChromium, useBrowser } from '../../testing/browserSetUp.ts'
import { compareFlights, countFlights } from '../../testing/flightsInSource.ts'
import { filterByNumber, untilTrayShows } from '../../testing/page.ts'
import { goToProvider, signInAtProvider } from '../../testing/providerPages.ts'
import { useProvider } from '../../testing/providerSetUp.ts'
import { readSheets } from '../../testing/readSheets.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import { isSoak, longTest } from '../../testing/soak.ts'

const filtered = '/reports/flights?minDelay=60'

describe.skipIf(noChromium)('the page, with an identity provider', () => {
  const its = useBrowser()
  const running = useProvider()

  beforeEach(() => {
    Object.assign(running.provider.lives, { access: 300, refresh: 3600 })
  })

  async function openPage(url: string): Promise<Page> {
    const context = await its.browser.newContext()
    const page = await context.newPage()
    await page.goto(url)
    return page
  }

  async function signedInPage(url: string, account: string): Promise<Page> {
    const page = await openPage(url)
    await signInAtProvider(page, account)
    await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).waitFor()
    return page
  }

  // The same person in both tests.
  let page: Page
  test('signs in there, and goes on with the filters to the file', async () => {
    await using folder = await temporaryFolder()
    const { url } = running.server
    const condition = "origin = 'SEA' AND delay >= 60"
    page = await signedInPage(`${url}${filtered}`, 'sam')
    expect(page.url()).toBe(`${url}${filtered}`)
    const wanted = `${(await countFlights(condition)).toLocaleString('en')} rows`
    await expect.poll(() => page.getByTestId('row-count').textContent()).toBe(wanted)

    const begun = page.waitForEvent('download')
    await page.getByTestId('export-button').click()
    const file = join(folder.path, 'export.xlsx')
    await (await begun).saveAs(file)
    await untilTrayShows(page, 'delivered')
    const comparison = await compareFlights(await readSheets(file, 1, folder.path), condition)
    expect(comparison).toMatchObject({ differences: [], savedRowCount: comparison.sourceRowCount })

    const kept = await storedIn(page)
    expect(kept.session).not.toContain('codeVerifier')
    expect(kept.local).not.toContain('eyJ')
    expect(running.server.output()).toContain('/sign-in/callback')
    expect(running.server.output()).not.toMatch(/code=|state=|eyJ/)
  })

  test('signs out here and there, and leaves no token that is good for anything', async () => {
    const { url } = running.server
    const { token, provider } = JSON.parse(
      await page.evaluate(() => sessionStorage.getItem('coatcheck.session') ?? '{}'),
    ) as { token: string; provider: { refreshToken: string } }
    await page.getByTestId('account-menu').click()
    await page.getByTestId('sign-out').click()
    await page.getByRole('button', { name: 'Yes, sign me out' }).click()
    await page.getByText('You’ve signed out.').waitFor()
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    expect((await storedIn(page)).session).not.toContain('eyJ')

    await expect(apiClient(url, token).session.viewer.query()).rejects.toThrow('Please sign in.')
    const renewal = await fetch(`${running.provider.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'page',
        refresh_token: provider.refreshToken,
      }),
    })
    expect(await renewal.json()).toMatchObject({ error: 'invalid_grant' })
    await goToProvider(page)
    await page.context().close()
  })

  longTest('renews the token while an export is under way, and is told all of it', async () => {
    running.provider.lives.access = 8
    const page = await signedInPage(`${running.server.url}/reports/flights`, 'ada')
    const before = running.provider.grantCount('refresh_token')
    const renewed = (times: number) =>
      expect
        .poll(() => running.provider.grantCount('refresh_token'), { timeout: 60_000 })
        .toBeGreaterThanOrEqual(before + times)
    await page.evaluate(noteLosses)

    await page.getByTestId('export-button').click()
    await untilTrayShows(page, 'running')
    await renewed(1)
    await untilTrayShows(page, 'delivered', 150_000)
    await renewed(3)
    await filterByNumber(page, 'Delay at least', '300')
    await page.getByTestId('filter-chip').waitFor()
    await page.getByTestId('export-button').click()
    await expect.poll(() => page.getByTestId('tray-item').count()).toBe(2)
    await untilTrayShows(page, 'delivered')
    expect(await page.evaluate(() => document.body.dataset.lost)).toBeUndefined()
    await page.context().close()
  })

  longTest('is still signed in when it comes back after the token has ended', async () => {
    running.provider.lives.access = 5
    const page = await signedInPage(`${running.server.url}${filtered}`, 'sam')
    await page.goto('about:blank')
    await page.waitForTimeout(6000)
    await page.goto(`${running.server.url}${filtered}`)
    await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).waitFor()
    await page.context().close()
  })

  longTest(
    'stays signed in in a duplicated tab as well, however the token is renewed',
    async () => {
      running.provider.lives.access = 10
      const page = await signedInPage(`${running.server.url}${filtered}`, 'sam')
      const before = running.provider.grantCount('refresh_token')
      // A window that a page opens starts with a copy of its sessionStorage, as a duplicate does.
      const opened = page.waitForEvent('popup')
      await page.evaluate(() => void window.open(location.href))
      const duplicate = await opened
      await duplicate.getByTestId('account-menu').waitFor()
      await expect
        .poll(() => running.provider.grantCount('refresh_token'), { timeout: 60_000 })
        .toBeGreaterThanOrEqual(before + 3)
      for (const tab of [page, duplicate]) {
        await tab.reload()
        await tab.getByTestId('account-menu').waitFor()
      }
      await expect
        .poll(async () => new Set(await Promise.all([page, duplicate].map(refreshTokenOf))).size)
        .toBe(1)
      expect(await refreshTokenOf(page)).toBeDefined()
      await page.context().close()
    },
  )

  test.each([
    ['is revoked', { access: 15, refresh: 3600 }] as const,
    ...(isSoak ? [['has expired', { access: 8, refresh: 1 }] as const] : []),
  ])('ends the session politely when the refresh token %s', async (what, lives) => {
    Object.assign(running.provider.lives, lives)
    const { url } = running.server
    const page = await openPage(`${url}${filtered}`)
    await signInAtProvider(page, 'sam')
    await page.getByTestId('account-menu').waitFor()
    if (what === 'is revoked') await running.provider.revokeGrants()
    await page.getByText('Your session has ended.').waitFor()
    expect((await storedIn(page)).session).not.toContain('eyJ')
    Object.assign(running.provider.lives, { access: 300, refresh: 3600 })
    await page.getByRole('button', { name: /^Continue with/ }).click()
    // The provider knows the person still, and asks for their consent only.
    await page.getByRole('button', { name: 'Continue', exact: true }).click()
    await page.getByTestId('filter-chip').waitFor()
    expect(page.url()).toBe(`${url}${filtered}`)
    await page.context().close()
  })

  describe('that does not let somebody in', () => {
    async function atProvider(url: string) {
      const page = await openPage(`${url}${filtered}`)
      const asked = page.waitForRequest(/\/auth\?/)
      await goToProvider(page)
      return { page, request: new URL((await asked).url()).searchParams }
    }

    async function entersAtLast(page: Page, account = 'sam'): Promise<void> {
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.getByPlaceholder('Enter any login').fill(account)
      await page.getByPlaceholder('and password').fill('any')
      await page.getByRole('button', { name: 'Sign-in' }).click()
      await page.getByRole('button', { name: 'Continue', exact: true }).click()
      await page.getByTestId('filter-chip').waitFor()
      expect(page.url()).toContain(filtered)
    }

    // The second test goes on where the first one has led to.
    let page: Page

    test('asks with PKCE, state, nonce, scopes and the resource, in the reader’s language', async () => {
      const atLogin = await atProvider(running.server.url)
      const { request } = atLogin
      page = atLogin.page
      expect(Object.fromEntries(request)).toMatchObject({
        response_type: 'code',
        code_challenge_method: 'S256',
        scope: 'openid offline_access',
        resource: 'https://reports.example.com',
        redirect_uri: `${running.server.url}/sign-in/callback`,
        ui_locales: 'en',
      })
      for (const name of ['state', 'nonce', 'code_challenge']) {
        expect(request.get(name)).toMatch(/^[\w-]{43}$/)
      }
    })

    test('says that a sign-in with another state is not its own, and begins again', async () => {
      await page.goto(`${running.server.url}/sign-in/callback?code=stolen&state=forged`)
      await page.getByText('Sign-in expired. Start again.').waitFor()
      expect((await storedIn(page)).session).not.toContain('codeVerifier')
      expect(page.url()).not.toContain('stolen')
      await entersAtLast(page)
      await page.context().close()
    })

    // In openIdClient.test.ts without a browser.
    longTest('does not believe the answer of another issuer', async () => {
      const { page, request } = await atProvider(running.server.url)
      const answer = new URLSearchParams({
        code: 'stolen',
        state: request.get('state')!,
        iss: 'https://evil.example.com',
      })
      await page.goto(`${running.server.url}/sign-in/callback?${answer.toString()}`)
      await page.getByText('couldn’t be verified.').waitFor()
      await entersAtLast(page)
      await page.context().close()
    })

    longTest('says that the person, or the provider, said no', async () => {
      const { page } = await atProvider(running.server.url)
      await page.getByText('[ Cancel ]').click()
      await page.getByText('It was cancelled or denied at').waitFor()
      await entersAtLast(page)
      await page.context().close()
    })

    longTest('says that the provider cannot be reached, and tries again', async () => {
      const { page } = await atProvider(running.server.url)
      await page.route('**/token', (route) => route.abort())
      await finish(page, 'sam')
      await page.getByText('Can’t reach 127.0.0.1').waitFor()
      await page.unroute('**/token')
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('button', { name: 'Continue', exact: true }).click()
      await page.getByTestId('filter-chip').waitFor()
      await page.context().close()
    })

    longTest('says that the clock of the device is wrong', async () => {
      const { page } = await atProvider(running.server.url)
      await page.clock.setSystemTime(Date.now() + 24 * 3_600_000)
      await finish(page, 'sam')
      await page.getByText('The clock of this device').waitFor()
      await page.context().close()
    })

    longTest('says that an account may see nothing here', async () => {
      const { page } = await atProvider(running.server.url)
      await finish(page, 'eve')
      await page.getByText('You don’t have access.').waitFor()
      await page.context().close()
    })

    async function finish(page: Page, account: string): Promise<void> {
      await page.getByPlaceholder('Enter any login').fill(account)
      await page.getByPlaceholder('and password').fill('any')
      await page.getByRole('button', { name: 'Sign-in' }).click()
      await page.getByRole('button', { name: 'Continue', exact: true }).click()
    }
  })
})

/** Runs in the page: marks it once it has said that it lost its server, if only for a moment. */
function noteLosses(): void {
  new MutationObserver(() => {
    if (document.body.textContent.includes('Can’t reach the server. Reconnecting…')) {
      document.body.dataset.lost = 'true'
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
}

async function storedIn(page: Page): Promise<{ session: string; local: string }> {
  return page.evaluate(() => ({
    session: JSON.stringify(Object.entries(sessionStorage)),
    local: JSON.stringify(Object.entries(localStorage)),
  }))
}

async function refreshTokenOf(page: Page): Promise<string | undefined> {
  const { session } = await storedIn(page)
  return /refreshToken\\*":\\*"([\w-]+)/.exec(session)?.[1]
}
