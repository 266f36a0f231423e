// Imported first and for its effect: anyone who starts us with an old Node reads what to do instead
// of a syntax error from deep inside a dependency.
const [major, minor] = process.versions.node.split('.').map(Number)

// What vite, our build tool, asks for.
const isNewEnough = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22

if (!isNewEnough) {
  console.error(
    `Coatcheck needs Node 20.19, 22.12 or newer; this is ${process.versions.node}, found at ` +
      `${process.execPath}.\nInstall a current Node from https://nodejs.org and run it again.`,
  )
  process.exit(1)
}
