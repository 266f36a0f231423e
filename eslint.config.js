import checkFile from 'eslint-plugin-check-file'
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import { defineConfig } from 'eslint/config'
import typescript from 'typescript-eslint'
import * as componentParser from './scripts/lint/componentParser.mjs'
import { tasteConfigs } from './scripts/lint/taste.mjs'
import { wallConfigs } from './scripts/lint/walls.mjs'

const nodeGlobals = [
  ...['Buffer', 'URL', 'console', 'fetch', 'performance', 'process'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
]

/** oxlint has the rules that need types in a fifth of the time; `npm run soak` runs these, too. */
const typedRulesByOxlint = {
  name: 'coatcheck/typed-rules-by-oxlint',
  files: ['**/*.ts'],
  extends: [typescript.configs.disableTypeChecked],
  // A comment for one of those rules is of no use to ESLint alone: oxlint reports unused ones.
  linterOptions: { reportUnusedDisableDirectives: 'off' },
}

export default defineConfig(
  // AssemblyScript has types of its own, which its compiler checks.
  {
    ignores: ['**/dist/**', '**/coverage/**', '**/data/**', '**/assembly/**', 'scripts/**/*.d.mts'],
  },

  typescript.configs.strictTypeChecked,
  typescript.configs.stylisticTypeChecked,
  {
    // Elsewhere there is no Vue, and its rules look for it with the help of all types.
    name: 'coatcheck/vue',
    files: ['web/**/*.{ts,vue}'],
    extends: [vue.configs['flat/recommended'], accessibility.configs['flat/recommended']],
  },

  {
    name: 'coatcheck/types',
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        parser: typescript.parser,
        extraFileExtensions: ['.vue'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Numbers and flags in messages read well enough.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `() => controller.abort()` is how handlers are written here.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // An in-memory implementation of an asynchronous interface awaits nothing.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // An index that a loop has just checked needs no second look in hot code.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    name: 'coatcheck/tests',
    files: ['**/*.test.ts', '**/{test,testing}/**/*.ts'],
    rules: {
      // Mocked methods are compared, not called.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    name: 'coatcheck/components',
    files: ['**/*.vue'],
    languageOptions: { parser: componentParser },
    rules: {
      // The formatter's business.
      'vue/html-indent': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/singleline-html-element-content-newline': 'off',

      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-macros-order': 'error',
      'vue/no-unused-refs': 'error',
      'vue/no-v-html': 'error',
      'vue/require-typed-ref': 'error',
      // A label around its control, or beside it with `for`: either is good.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
  {
    name: 'coatcheck/plain-javascript',
    files: ['**/*.{js,mjs,cjs}'],
    extends: [typescript.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])),
    },
    rules: { 'no-undef': 'error' },
  },
  {
    name: 'coatcheck/file-names',
    files: ['**/*.{ts,mjs,cjs,js,vue}'],
    plugins: { 'check-file': checkFile },
    rules: {
      'check-file/filename-naming-convention': [
        'error',
        { '**/*.{ts,mjs,cjs,js}': 'CAMEL_CASE', '**/*.vue': 'PASCAL_CASE' },
        { ignoreMiddleExtensions: true },
      ],
    },
  },
  process.env.SOAK === 'true' ? [] : typedRulesByOxlint,
  tasteConfigs,
  wallConfigs,
  {
    // An app outside the workspace: it prints, and its mistakes are made on purpose.
    name: 'coatcheck/consumer',
    files: ['server/test/consumer/**'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
)
