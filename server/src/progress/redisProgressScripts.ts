import { redisScript } from '../redis/redisClient.ts'

/**
 * Notes of a viewer are a hash `board:<viewer>` after the prefix that every script gets as its one
 * key: export → time of Redis's clock, node, 1 if it lies with no node, and JSON.
 */
const library = `
local key = KEYS[1] .. 'board:' .. ARGV[1]

local function ownerOf(export)
  local note = redis.call('HGET', key, export)
  if note then return string.match(note, '^%d+ (%S+) (%d) ') end
end

local function nowMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`

const script = (body: string) => redisScript(library + body)

/**
 * Puts a note up and publishes it, in one step, so that a reader who subscribes first and then
 * reads misses nothing.
 *
 * A node that has issued a ticket may be late to say that it waits, or has expired: an export that
 * another node has taken up since then is no longer its own to tell of.
 */
export const postScript = script(`
local export, json, ttlMs, node, isIdle = unpack(ARGV, 2, 6)
local owner, wasIdle = ownerOf(export)
if isIdle == '1' and owner and owner ~= node and wasIdle == '0' then return end
local note = {string.format('%.0f', nowMs()), node, isIdle, json}
redis.call('HSET', key, export, table.concat(note, ' '))
redis.call('PEXPIRE', key, ttlMs)
redis.call('PUBLISH', key, json)`)

/** Takes a note down, unless it is another node's by now. */
export const removeScript = script(`
local export, node = unpack(ARGV, 2, 3)
if ownerOf(export) == node then redis.call('HDEL', key, export) end`)

/** → age in milliseconds and JSON of each note, one after the other. */
export const listScript = script(`
local now = nowMs()
local notes = {}
for _, note in ipairs(redis.call('HVALS', key)) do
  local at, json = string.match(note, '^(%d+) %S+ %d (.*)$')
  if at then
    notes[#notes + 1] = string.format('%.0f', now - tonumber(at))
    notes[#notes + 1] = json
  end
end
return notes`)
