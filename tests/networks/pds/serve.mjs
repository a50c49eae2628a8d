// Bluesky's own server with a directory of accounts beside it, both on the loopback only, in a folder of their own.
// Called with two free ports and the folder; says in one line of JSON when it is ready and ends with its input.

import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { Server } from 'node:net'
import { join } from 'node:path'

// Both programs listen on every address of the machine unless told otherwise, and cannot be told.
const listen = Server.prototype.listen
Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, port, '127.0.0.1', ...rest)
}

process.env.LOG_ENABLED = 'false'
const [port, plcPort, folder] = process.argv.slice(2)
const { PDS, envToCfg, envToSecrets } = await import('@atproto/pds')
const { PlcServer, Database } = await import('@did-plc/server')

const plc = PlcServer.create({ db: Database.mock(), port: Number(plcPort) })
await plc.start()

mkdirSync(join(folder, 'blobs'), { recursive: true })
const env = {
  port: Number(port),
  hostname: 'localhost',
  devMode: true,
  dataDirectory: folder,
  blobstoreDiskLocation: join(folder, 'blobs'),
  didPlcUrl: `http://127.0.0.1:${plcPort}`,
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  disableSsrfProtection: true,
  crawlers: [],
  jwtSecret: randomBytes(16).toString('hex'),
  dpopSecret: randomBytes(32).toString('hex'),
  adminPassword: randomBytes(16).toString('hex'),
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
}
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
await pds.start()

const url = `http://127.0.0.1:${port}`
async function call(name, body, token) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }
  const answer = await fetch(`${url}/xrpc/${name}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

const handle = 'kelurahan-mojo.test'
const account = await call('com.atproto.server.createAccount', {
  handle,
  email: 'mojo@example.com',
  password: randomBytes(16).toString('hex'),
})
const made = await call('com.atproto.server.createAppPassword', { name: 'bukti' }, account.accessJwt)
console.log(JSON.stringify({ url, handle, did: account.did, appPassword: made.password, node: process.version }))

process.stdin.on('end', () => process.exit(0)).resume()
