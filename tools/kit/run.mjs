import { spawn } from 'node:child_process'
import { root } from './paths.mjs'

const running = new Set()

// A tool that is stopped takes along what it started; each has its own group, with its own children in it.
process.on('exit', () => {
  for (const child of running) endGroup(child, 'SIGKILL')
})

export function endGroup(child, signal) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // It ended meanwhile.
  }
}

/** Asks everything that runs to end and waits for it, at most `patience` milliseconds. */
export async function endAll(patience = 15_000) {
  for (const child of running) endGroup(child, 'SIGINT')
  for (const until = Date.now() + patience; running.size && Date.now() < until; ) await new Promise((later) => setTimeout(later, 50))
}

/** Starts a program of its own group in the clone. Ctrl-C in the terminal doesn't reach it; we tell it to end. */
export function begin(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', detached: process.platform !== 'win32', ...options })
  running.add(child)
  child.once('close', () => running.delete(child))
  return child
}

/** Runs a program to its end. `show: true` lets it speak on our terminal, else its words are kept and answered. */
export function run(command, args, { show = false, env, timeout, cwd } = {}) {
  return new Promise((done) => {
    const child = begin(command, args, {
      ...(cwd && { cwd }),
      env: { ...process.env, ...env },
      stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    })
    const said = []
    child.stdout?.on('data', (chunk) => said.push(chunk))
    child.stderr?.on('data', (chunk) => said.push(chunk))
    const timer = timeout && setTimeout(() => endGroup(child, 'SIGKILL'), timeout)
    const end = (code, more = '') => {
      clearTimeout(timer)
      done({ ok: code === 0, code, output: Buffer.concat(said).toString('utf8') + more })
    }
    child.once('error', (error) => end(127, error.message))
    child.once('close', (code) => end(code ?? 1))
  })
}

/** Runs one of our own tools or a package's program with this Node. */
export const runNode = (args, options) => run(process.execPath, args, options)
