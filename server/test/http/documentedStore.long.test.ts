import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { demoDatabaseFile as demoDatabase } from '../../src/demo/demoDatabaseFile.ts'
import { loadPostgres } from '../../src/demo/loadPostgres.ts'
import { hasCurl } from '../../testing/curl.ts'
import { codeBlocks, withValues } from '../../testing/documentation.ts'
import { documentedStarts } from '../../testing/documentedStarts.ts'
import { signingKey, startOpenIdProvider, type SigningKey } from '../../testing/openIdProvider.ts'
import { noPostgres, startPostgres, type PostgresServer } from '../../testing/postgresServer.ts'
import { readSheets } from '../../testing/readSheets.ts'
import { noRedis, startRedis } from '../../testing/redisServer.ts'
import { runStatements } from '../../testing/runStatements.ts'
import { startS3, type S3Server } from '../../testing/s3Server.ts'
import { skipReason } from '../../testing/skipReason.ts'
import { temporaryFolder } from '../../testing/temporaryFolder.ts'
import { startServer } from '../../testing/testServer.ts'

const page = 'operations/store.md'

/** The variables of the documented start, with our servers in place of the examples. */
async function documentedEnvironment(
  values: Readonly<Record<string, string>>,
  s3: S3Server,
): Promise<Record<string, string>> {
  const [cluster, single] = await documentedStarts(page)
  const asDocumented = Object.entries(cluster!.env).filter(([name]) => isOurs(name))
  const lines = asDocumented.map(([name, value]) => `${name}=${value}`).join('\n')
  const replaced = withValues(lines, values)
  // Another store than Amazon's: what the page says about that, for this store.
  const storeVariables = Object.keys(single!.env).filter((name) => /^(SPOOL|AWS)_/.test(name))
  const store = Object.fromEntries(storeVariables.map((name) => [name, s3.env[name]!]))
  return {
    ...Object.fromEntries(replaced.split('\n').map((line) => /^(\w+)=(.*)$/.exec(line)!.slice(1))),
    ...store,
  } as Record<string, string>
}

function isOurs(name: string): boolean {
  return /^(SPOOL|AWS|AUTH|REDIS|DATABASE)_/.test(name)
}

/** A Postgres with the documented roles and a report of the demo. */
async function documentedPostgres(): Promise<PostgresServer & { urlOf(role: string): string }> {
  const postgres = await startPostgres()
  const [asSuperuser, asOwner] = await codeBlocks('operations/postgres.md', 'sql')
  const urlOf = (role: string) => {
    const url = new URL(postgres.url)
    Object.assign(url, { username: role, pathname: '/reports' })
    return url.href
  }
  await runStatements(postgres.url, asSuperuser!)
  await runStatements(urlOf('coatcheck_owner'), asOwner!)
  await loadPostgres({ url: urlOf('coatcheck_owner'), demoDatabase, tables: ['bird_strikes'] })
  return { ...postgres, urlOf }
}

function tokenOf(issuer: string, { kid, privateKey }: SigningKey): Promise<string> {
  return new SignJWT({ sid: 's1', airports: ['*'], name: 'Ada' })
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience('coatcheck')
    .setSubject('ada')
    .setExpirationTime('5 minutes')
    .sign(privateKey)
}

test.skipIf(noPostgres ?? noRedis ?? skipReason('curl', hasCurl))(
  'the documented nodes start, and one sends what another has made',
  async () => {
    await using postgres = await documentedPostgres()
    await using redis = await startRedis()
    await using s3 = await startS3()
    const key = await signingKey('first')
    await using provider = await startOpenIdProvider({ pageUrl: 'http://127.0.0.1:1', keys: [key] })
    const env = await documentedEnvironment(
      {
        'rediss://:password@redis.example.com:6379': redis.url,
        'postgres://coatcheck:change-me-too@db.example.com:5432/reports':
          postgres.urlOf('coatcheck'),
        'https://login.example.com/.well-known/jwks.json': `${provider.issuer}/jwks`,
        'AUTH_ISSUER=https://login.example.com': `AUTH_ISSUER=${provider.issuer}`,
      },
      s3,
    )
    await using one = await startServer(env)
    await using other = await startServer(env)
    const use = (await codeBlocks(page, 'sh')).find((block) => block.includes('node-1'))
    const script = withValues(use!, {
      'http://node-1.example.com:3000': one.url,
      'http://node-2.example.com:3000': other.url,
    })
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'use.sh')
    await writeFile(file, `set -euo pipefail\n${script}`)
    await promisify(execFile)('bash', [file], {
      cwd: folder.path,
      env: { PATH: process.env.PATH, TOKEN: await tokenOf(provider.issuer, key) },
    })
    const workbook = join(folder.path, 'strikes.xlsx')
    const { csvFiles } = await readSheets(workbook, 1, folder.path)
    const lines = (await readFile(csvFiles[0]!, 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(10_001)
    expect((await s3.contents()).map((name) => name.split('/')[1])).toContain('manifests')
    for (const node of [one, other]) expect(node.output()).not.toContain('"level":"error"')
  },
  120_000,
)
