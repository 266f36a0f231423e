import { nowMsLua, redisScript } from '../redis/redisClient.ts'

/**
 * The exports of a viewer are a hash `progress:<viewer>` after the prefix that every script gets as
 * its only key: export → time on Redis's clock, node, 1 if no node works on it, milliseconds of
 * silence after which it counts as lost (0 for never; negative if only its downloads are lost), and
 * JSON. Long requests are kept whole in a
 * hash `requests:<viewer>`: export → JSON.
 */
const library = `
local key = KEYS[1] .. 'progress:' .. ARGV[1]
local requests = KEYS[1] .. 'requests:' .. ARGV[1]

local function ownerOf(export)
  local note = redis.call('HGET', key, export)
  if not note then return end
  local node, isIdle = string.match(note, '^%d+ (%S+) (%d) ')
  return node, isIdle, string.match(note, '"state":"(%a+)"')
end

local isAfter = {ready = 1, delivered = 2, expired = 3, cancelled = 3, failed = 3}

${nowMsLua}`

const script = (body: string) => redisScript(library + body)

/**
 * Stores the progress of an export and publishes it, in one step, so that a reader who subscribes
 * first and then lists misses nothing.
 *
 * A node that has issued a ticket may be late to say that it waits, or has expired: once another
 * node works on the export, that is no longer news. Nor is it news from one of several nodes that send
 * a file that it is ready, once another has delivered it, or its viewer has deleted it.
 */
export const publishScript = script(`
local export, json, ttlMs, node, isIdle, lostAfterMs, newState = unpack(ARGV, 2, 8)
local owner, wasIdle, state = ownerOf(export)
if isIdle == '1' and owner and owner ~= node and wasIdle == '0' then return end
local isOfFile = newState == 'ready' or newState == 'delivered'
if isOfFile and owner ~= node and (isAfter[state] or 0) > isAfter[newState] then return end
local note = {string.format('%.0f', nowMs()), node, isIdle, lostAfterMs, json}
redis.call('HSET', key, export, table.concat(note, ' '))
redis.call('PEXPIRE', key, ttlMs)
redis.call('PUBLISH', key, json)`)

/** Removes an export, unless it is another node's by now. */
export const removeScript = script(`
local export, node = unpack(ARGV, 2, 3)
if ownerOf(export) == node then
  redis.call('HDEL', key, export)
  redis.call('HDEL', requests, export)
end`)

/** Keeps the whole request of an export. */
export const keepRequestScript = script(`
local export, json, ttlMs = unpack(ARGV, 2, 4)
redis.call('HSET', requests, export, json)
redis.call('PEXPIRE', requests, ttlMs)`)

/** → the JSON of a request that was kept. */
export const requestScript = script(`
return redis.call('HGET', requests, ARGV[2])`)

/**
 * → 1 if its node has been silent for too long, 2 if only its downloads have ended with that node,
 * otherwise 0; and JSON, for each export.
 */
export const listScript = script(`
local now = nowMs()
local list = {}
for _, note in ipairs(redis.call('HVALS', key)) do
  local at, lostAfterMs, json = string.match(note, '^(%d+) %S+ %d (%-?%d+) (.*)$')
  if at then
    local limitMs = tonumber(lostAfterMs)
    local isSilent = limitMs ~= 0 and now - tonumber(at) > math.abs(limitMs)
    list[#list + 1] = not isSilent and '0' or limitMs > 0 and '1' or '2'
    list[#list + 1] = json
  end
end
return list`)

/**
 * Adds parts of a file that a client was sent → all of them, in order and merged, as `start-end` with
 * blanks between.
 */
export const addSentScript = redisScript(`
local key = KEYS[1] .. 'sent:' .. ARGV[1]
local parts = {}
local function read(text)
  for from, to in string.gmatch(text, '(%d+)-(%d+)') do
    parts[#parts + 1] = {tonumber(from), tonumber(to)}
  end
end
read(redis.call('GET', key) or '')
read(ARGV[3])
table.sort(parts, function(one, other) return one[1] < other[1] end)
local merged = {}
for _, part in ipairs(parts) do
  local last = merged[#merged]
  if last and part[1] <= last[2] then last[2] = math.max(last[2], part[2])
  elseif #merged < tonumber(ARGV[4]) then merged[#merged + 1] = part end
end
local all = {}
for i, part in ipairs(merged) do all[i] = string.format('%.0f-%.0f', part[1], part[2]) end
local text = table.concat(all, ' ')
redis.call('SET', key, text, 'PX', ARGV[2])
return text`)
