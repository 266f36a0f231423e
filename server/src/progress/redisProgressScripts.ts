import { deadAfterMs, nowMsLua, redisScript } from '../redis/redisClient.ts'

/** Exports of a viewer that are remembered besides those that go on and those whose files are kept. */
export const rememberedMax = 200

/**
 * The exports of a viewer are a hash `progress:<viewer>` after the prefix that every script gets as
 * its only key: export → time on Redis's clock, node, 1 if no node works on it, milliseconds of
 * silence after which it counts as lost (0 for never), until when its file is kept (milliseconds since
 * 1970, 0 if none is), and JSON without `deliveryCount`. That is the sum over the nodes in
 * `sending:<viewer>`: export and node → time and downloads. Long requests are kept whole in a hash
 * `requests:<viewer>`: export → JSON.
 */
const library = `
local key = KEYS[1] .. 'progress:' .. ARGV[1]
local requests = KEYS[1] .. 'requests:' .. ARGV[1]
local sending = KEYS[1] .. 'sending:' .. ARGV[1]

local function ownerOf(export)
  local note = redis.call('HGET', key, export)
  if not note then return end
  local node, isIdle = string.match(note, '^%d+ (%S+) (%d) ')
  return node, isIdle, string.match(note, '"state":"(%a+)"')
end

local isAfter = {ready = 1, delivered = 2, expired = 3, cancelled = 3, failed = 3}

${nowMsLua}
-- By export: downloads on all nodes, without those that have died.
local function countDeliveries(now)
  local counts = {}
  local flat = redis.call('HGETALL', sending)
  for i = 1, #flat, 2 do
    local export = string.match(flat[i], '^%S+')
    local at, count = string.match(flat[i + 1], '^(%d+) (%d+)$')
    if now - tonumber(at) > ${deadAfterMs} then redis.call('HDEL', sending, flat[i])
    else counts[export] = (counts[export] or 0) + tonumber(count) end
  end
  return counts
end

local function withCount(json, count)
  return string.sub(json, 1, -2) .. ',"deliveryCount":' .. string.format('%d', count or 0) .. '}'
end

-- A viewer may export for years without a day's break, and nodes die without tidying up.
local function forgetOldest(now, counts)
  local length = redis.call('HLEN', key)
  if length <= ${rememberedMax} then return end
  local past = {}
  local flat = redis.call('HGETALL', key)
  for i = 1, #flat, 2 do
    local at, lostAfterMs, keptUntilMs = string.match(flat[i + 1], '^(%d+) %S+ %d (%d+) (%d+) ')
    local isOver = not at or lostAfterMs == '0' and tonumber(keptUntilMs) <= now
    if isOver and not counts[flat[i]] then past[#past + 1] = {flat[i], tonumber(at) or 0} end
  end
  table.sort(past, function(one, other) return one[2] < other[2] end)
  -- A quarter at once, because it takes a look at all of them.
  for i = 1, #past - ${(rememberedMax * 3) / 4} do
    redis.call('HDEL', key, past[i][1])
    redis.call('HDEL', requests, past[i][1])
  end
end`

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
local export, json, ttlMs, node, isIdle, lostAfterMs, keptUntilMs = unpack(ARGV, 2, 8)
local newState, count = unpack(ARGV, 9, 10)
local now = nowMs()
local at = string.format('%.0f', now)
if count == '0' then redis.call('HDEL', sending, export .. ' ' .. node)
else
  redis.call('HSET', sending, export .. ' ' .. node, at .. ' ' .. count)
  redis.call('PEXPIRE', sending, ttlMs)
end
local owner, wasIdle, state = ownerOf(export)
if isIdle == '1' and owner and owner ~= node and wasIdle == '0' then return end
local isOfFile = newState == 'ready' or newState == 'delivered'
if isOfFile and owner ~= node and (isAfter[state] or 0) > isAfter[newState] then return end
local note = {at, node, isIdle, lostAfterMs, keptUntilMs, json}
redis.call('HSET', key, export, table.concat(note, ' '))
redis.call('PEXPIRE', key, ttlMs)
local counts = countDeliveries(now)
forgetOldest(now, counts)
redis.call('PUBLISH', key, withCount(json, counts[export]))`)

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

/** → 1 if its node has been silent for too long, otherwise 0; and JSON, for each export. */
export const listScript = script(`
local now = nowMs()
local counts = countDeliveries(now)
local list = {}
local flat = redis.call('HGETALL', key)
for i = 1, #flat, 2 do
  local at, lostAfterMs, json = string.match(flat[i + 1], '^(%d+) %S+ %d (%d+) %d+ (.*)$')
  if at then
    local limitMs = tonumber(lostAfterMs)
    list[#list + 1] = limitMs ~= 0 and now - tonumber(at) > limitMs and '1' or '0'
    list[#list + 1] = withCount(json, counts[flat[i]])
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

/** → 1 for the first claim of an export, also when that is sent again; otherwise 0. */
export const claimEndScript = redisScript(`
local key = KEYS[1] .. 'ended:' .. ARGV[1]
if redis.call('SET', key, ARGV[2], 'NX', 'PX', ARGV[3]) then return 1 end
return redis.call('GET', key) == ARGV[2] and 1 or 0`)
