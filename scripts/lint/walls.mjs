// "Who may not know whom". A rule of our own, because no-restricted-imports overlooks dynamic
// imports, and its options in one place would replace those in another where walls overlap.

const everywhere = ['server/src/**', 'shared/src/**', 'web/src/**']
const tests = ['**/*.test.ts', '**/*.contract.ts', '**/{test,testing}/**', '**/bench/**']

/**
 * @typedef {object} Wall
 * @property {string[]} files where the wall stands
 * @property {string[]} [except] files that it lets be
 * @property {RegExp} hides what may not be imported, as an import names it
 * @property {boolean} [typesMayPass] whether `import type` is allowed
 * @property {string} instead what to do instead
 */

/** @type {Record<string, Wall>} */
const walls = {
  'shared-stands-alone': {
    files: ['shared/src/**'],
    hides: /^@coatcheck\/|^\.\.\/(.*\/)?(server|web)\//,
    instead: 'shared imports nothing of ours: move what both sides agree on into shared.',
  },
  'shared-needs-only-zod': {
    files: ['shared/src/**'],
    // What runs in Node alone has an entry of its own, which no browser's bundle takes.
    except: ['shared/src/client/save/**', 'shared/src/cli/**', ...tests],
    hides: /^(?!\.{1,2}\/|zod$|@coatcheck\/)/,
    instead: 'shared depends on zod only and does no I/O: take what it needs as an argument.',
  },
  'formats-know-rows-and-bytes': {
    files: ['server/src/formats/**'],
    hides: folders(
      'tickets',
      'download',
      'trpc',
      'database',
      'reports',
      'exports',
      'runs',
      'spool',
    ),
    instead: 'formats know rows and bytes: take ColumnBatch and EncodeOptions as arguments.',
  },
  'formats-do-not-know-each-other': {
    files: ['server/src/formats/*.ts', 'server/src/formats/{csv,zip}/**'],
    except: ['server/src/formats/encoders.ts', ...tests],
    hides: folders('xlsx'),
    instead: 'a format has its own options: put those of a workbook into xlsx/workbookOptions.ts.',
  },
  'formats-know-no-http': {
    files: ['server/src/formats/**'],
    except: tests,
    hides: packages('express', '@trpc/.*', 'node:http', 'node:https'),
    instead: 'formats know nothing of HTTP: yield bytes and let download/ send them.',
  },
  'tickets-know-stores-and-time': {
    files: ['server/src/tickets/**'],
    hides: folders('formats', 'download', 'trpc', 'database'),
    instead: 'tickets know stores and time: put what a ticket is good for into its record.',
  },
  'database-runs-any-query': {
    files: ['server/src/database/**'],
    hides: folders('reports', 'fileReports'),
    instead: 'the database knows no report: let the report build a Query and pass that.',
  },
  'web-takes-only-types-from-server': {
    files: ['web/**'],
    hides: packages('@coatcheck/server'),
    typesMayPass: true,
    instead: 'use `import type`, or move what both sides need into shared.',
  },
  'web-leaves-server-files-alone': {
    files: ['web/**'],
    hides: /^\.\.\/(.*\/)?server\//,
    instead: "use `import type … from '@coatcheck/server'`.",
  },
  'server-knows-no-page': {
    files: ['server/**'],
    hides: /^@coatcheck\/web|^\.\.\/(.*\/)?web\//,
    instead: 'the server serves the built page: move what both sides need into shared.',
  },
  'library-knows-no-service': {
    files: ['server/src/**'],
    except: ['server/src/service/**', 'server/src/demo/**', ...tests],
    hides: folders('service', 'demo'),
    instead: 'the library knows neither service/ nor demo/: take what it needs as an option.',
  },
  'library-knows-no-framework': {
    files: ['server/src/**'],
    except: ['server/src/service/**', ...tests],
    hides: packages('express', 'fastify', 'hono', '@hono/.*', 'next', 'cors'),
    instead: 'the library runs on any server: read it in coatcheck/hosts, into the types of http/.',
  },
  'demo-uses-the-public-index': {
    files: ['server/src/demo/**'],
    except: tests,
    hides: /^\.\.\/(?!index\.ts$)/,
    instead: "the demo uses the library as any app would: import from '../index.ts'.",
  },
  'driver-knows-duckdb': {
    files: everywhere,
    // The demo makes a database file, as any app would.
    except: ['server/src/database/duckdb/**', 'server/src/demo/**', ...tests],
    hides: packages('@duckdb/.*'),
    instead: 'only database/duckdb/ knows DuckDB: use the Database interface.',
  },
  'driver-knows-postgres': {
    files: everywhere,
    except: [
      'server/src/database/postgres/**',
      'server/src/audit/postgres*.ts',
      'server/src/demo/**',
      ...tests,
    ],
    hides: packages('pg', 'pg-.*', 'postgres'),
    instead: 'only database/postgres/ knows Postgres: use the Database interface.',
  },
  'redis-files-know-redis': {
    files: everywhere,
    except: ['**/redis*.ts', ...tests],
    hides: packages('ioredis', 'redis', '@redis/.*'),
    instead: 'only files named redis*.ts know Redis: use the interface that they implement.',
  },
  's3-files-know-s3': {
    files: everywhere,
    except: ['server/src/spool/s3/**', ...tests],
    hides: packages('@aws-sdk/.*', '@smithy/.*'),
    instead: 'only spool/s3/ knows S3: use the ObjectStore interface.',
  },
  'xlsx-knows-exceljs': {
    files: everywhere,
    except: ['server/src/formats/xlsx/**', ...tests],
    hides: packages('exceljs'),
    typesMayPass: true,
    instead: 'only formats/xlsx runs exceljs: a design is handed its workbook and sheet.',
  },
}

/** Folders of ours as a relative import names them. */
function folders(...names) {
  return new RegExp(String.raw`^\.{1,2}/(.*/)?(${names.join('|')})/`)
}

/** Packages, whole or a path in them. */
function packages(...names) {
  return new RegExp(`^(${names.join('|')})(/.*)?$`)
}

const plugin = {
  rules: Object.fromEntries(
    Object.entries(walls).map(([name, wall]) => [
      name,
      { meta: { type: 'problem' }, create: (context) => visitorFor(wall, context) },
    ]),
  ),
}

export const wallConfigs = Object.entries(walls).map(([name, { files, except = [] }]) => ({
  name: `coatcheck/${name}`,
  files,
  ignores: except,
  plugins: { walls: plugin },
  rules: { [`walls/${name}`]: 'error' },
}))

function visitorFor({ hides, typesMayPass = false, instead }, context) {
  function check(node, source, isType) {
    if (typeof source !== 'string' || !hides.test(source) || (isType && typesMayPass)) return
    context.report({ node, message: `'${source}' is behind a wall: ${instead}` })
  }
  return {
    ImportDeclaration: (node) => check(node, node.source.value, node.importKind === 'type'),
    ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => check(node, node.source?.value, node.exportKind === 'type'),
    ImportExpression: (node) => check(node, node.source.value, false),
    TSImportType: (node) => check(node, node.source.value, true),
  }
}
