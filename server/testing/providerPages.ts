import type { Page } from 'playwright-core'

/** Goes to the provider by the page's button, signs in there and agrees. */
export async function signInAtProvider(page: Page, account: string): Promise<void> {
  await goToProvider(page)
  await page.getByPlaceholder('Enter any login').fill(account)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
}

/** As far as the provider's own page for signing in. */
export async function goToProvider(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Continue with 127\.0\.0\.1/ }).click()
  await page.getByPlaceholder('Enter any login').waitFor()
}
