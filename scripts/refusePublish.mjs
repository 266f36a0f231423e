// `prepublishOnly` of the packages. npm would publish their folders as they are: with `catalog:` and
// `workspace:` in place of versions, which cannot be installed, and with exports that lead to sources.
console.error(
  'Publish the packed tarballs instead: run `npm run pack -- FOLDER` in the root, then ' +
    '`npm publish FOLDER/<name>.tgz`. CONTRIBUTING.md says more under Releases.',
)
process.exit(1)
