// Only words every Node with modules knows: this file is read before the version is checked.
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`会籍需要 Node.js 20.19 或更新的版本，现在的是 ${process.versions.node}。请到 https://nodejs.org 安装新版本后再试。`)
  process.exit(1)
}
