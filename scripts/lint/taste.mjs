// Taste that a rule can hold; each message says what to write instead.

const processEnv = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message:
    'The environment is read in server/src/service/config/config.ts only: take the value from Config.',
}

/** Where a name is declared. */
const declarations = [
  'VariableDeclarator > .id',
  ':function > .id',
  ':function > .params',
  'TSFunctionType > .params',
  'TSMethodSignature > .params',
  'AssignmentPattern > .left',
  'RestElement > .argument',
  'ArrayPattern > .elements',
  'ObjectPattern > Property > .value',
]

const everywhere = [
  {
    selector: 'TSEnumDeclaration',
    message: "Use a union of literals: const kinds = ['a', 'b'] as const.",
  },
  {
    selector: 'TSModuleDeclaration:not([declare=true])',
    message: 'Use a module of its own instead of a namespace.',
  },
  {
    selector: 'ForInStatement',
    message: 'Use for…of over Object.keys or Object.entries: for…in walks the prototype too.',
  },
  {
    selector: 'TSParameterProperty',
    message: 'Declare the field and assign it: parameter properties are not erasable syntax.',
  },
  {
    selector: 'Literal[value=/\\.js$/]:matches(ImportDeclaration > .source)',
    message: "Import the TypeScript file by its own name: './x.ts'.",
  },
  {
    selector: 'SpreadElement > ObjectExpression',
    message: 'Write the properties out, one a line: a spread of a new object only saves lines.',
  },
  {
    selector: `Identifier[name='each']:matches(${declarations.join(', ')})`,
    message: 'Name it after what it holds: column, path, job.',
  },
]

const barrel = {
  selector: 'ExportAllDeclaration',
  message: "Name what is exported: export { a, type B } from './x.ts'.",
}

const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Use a named export: a default one has a different name in each place that imports it.',
}

const reExport = {
  selector: 'ExportNamedDeclaration[source]',
  message: "Import from the file that has it; only a package's own index.ts exports other files.",
}

const toolConfigs = ['**/*.config.{ts,js}']

export const tasteConfigs = [
  {
    name: 'coatcheck/taste',
    files: ['**/*.{ts,mjs,js,vue}'],
    rules: {
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'max-params': ['error', 4],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-else-return': 'error',
      'no-param-reassign': 'error',
      'no-undef-init': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
      'no-restricted-syntax': ['error', ...everywhere, barrel, defaultExport, reExport, processEnv],
    },
  },
  {
    name: 'coatcheck/taste-for-package-indexes',
    files: ['*/src/index.ts', 'shared/src/client/{index,browser}.ts', 'shared/src/demo/index.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, barrel, defaultExport, processEnv],
    },
  },
  {
    name: 'coatcheck/taste-for-the-one-reader-of-the-environment',
    files: [
      'server/src/service/config/config.ts',
      // Its allocator takes options from there only.
      'server/src/database/duckdb/allocator.ts',
    ],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, barrel, defaultExport, reExport],
    },
  },
  {
    name: 'coatcheck/taste-for-components',
    files: ['**/*.vue'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, barrel, reExport, processEnv],
      'vue/no-restricted-syntax': [
        'error',
        {
          selector: "VForExpression > Identifier[name='each']",
          message: 'Name it after what it holds: column, path, job.',
        },
      ],
    },
  },
  {
    name: 'coatcheck/taste-outside-of-the-product',
    files: ['scripts/**', '**/{test,testing}/**', '**/bench/**', '**/*.test.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, barrel, defaultExport, reExport],
    },
  },
  {
    name: 'coatcheck/taste-for-tool-configuration',
    files: toolConfigs,
    rules: { 'no-restricted-syntax': ['error', ...everywhere, barrel] },
  },
  {
    name: 'coatcheck/who-may-print',
    files: ['server/src/service/main.ts', 'scripts/**', '**/bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    name: 'coatcheck/tests-tell-long-stories',
    files: ['**/*.test.ts', '**/*.contract.ts', '**/bench/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
]
