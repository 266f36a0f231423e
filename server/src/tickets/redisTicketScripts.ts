import { nowMsLua, redisScript } from '../redis/redisClient.ts'

/**
 * Keys, each after the prefix that every script gets as its only key:
 *
 * - `ticket:<hash>`: record, viewer, session, export, browser, claim, run, until
 * - `exportTickets:<id>`, `sessionTickets:<id>`: hashes of the tickets of an export, and of those that
 *   a sign-in asked for, by their expiry
 * - `unclaimed:<viewer>`, `unclaimed`: hashes of tickets, by their expiry
 * - `issued:<viewer>`: how many tickets were issued, and exports prepared, since the first of a minute
 *
 * Times are milliseconds of Redis's own clock. Every key has a time to live.
 */
const library = `
local prefix = KEYS[1]

${nowMsLua}
local function runId()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
end

local function keep(key, member, untilMs, ttlMs)
  redis.call('ZREMRANGEBYSCORE', prefix .. key, '-inf', nowMs())
  redis.call('ZADD', prefix .. key, untilMs, member)
  if redis.call('PTTL', prefix .. key) < ttlMs then redis.call('PEXPIRE', prefix .. key, ttlMs) end
end

local function countLive(key, now)
  redis.call('ZREMRANGEBYSCORE', prefix .. key, '-inf', now)
  return redis.call('ZCARD', prefix .. key)
end

local function forget(hash, ticket)
  redis.call('DEL', prefix .. 'ticket:' .. hash)
  redis.call('ZREM', prefix .. 'exportTickets:' .. ticket.export, hash)
  redis.call('ZREM', prefix .. 'sessionTickets:' .. ticket.session, hash)
  redis.call('ZREM', prefix .. 'unclaimed:' .. ticket.viewer, hash)
  redis.call('ZREM', prefix .. 'unclaimed', hash)
end

local function isFull(viewer, now, perViewerMax, allMax)
  return countLive('unclaimed:' .. viewer, now) >= tonumber(perViewerMax)
    or countLive('unclaimed', now) >= tonumber(allMax)
end

-- Milliseconds until the viewer may have another ticket; 0 when that is now.
local function waitMs(viewer, perMinuteMax)
  local count = redis.call('GET', prefix .. 'issued:' .. viewer)
  if not count or tonumber(count) < tonumber(perMinuteMax) then return 0 end
  return math.max(1, redis.call('PTTL', prefix .. 'issued:' .. viewer))
end

local function find(hash)
  local flat = redis.call('HGETALL', prefix .. 'ticket:' .. hash)
  if #flat == 0 then return nil end
  local ticket = {}
  for i = 1, #flat, 2 do ticket[flat[i]] = flat[i + 1] end
  if ticket.run ~= '' and ticket.run ~= runId() then
    forget(hash, ticket)
    return nil
  end
  return ticket
end

local function count(viewer, windowMs)
  if redis.call('INCR', prefix .. 'issued:' .. viewer) == 1 then
    redis.call('PEXPIRE', prefix .. 'issued:' .. viewer, windowMs)
  end
end

local function keepListed(hash, ticket, untilMs, ttlMs)
  keep('exportTickets:' .. ticket.export, hash, untilMs, ttlMs)
  keep('sessionTickets:' .. ticket.session, hash, untilMs, ttlMs)
end

local function forgetAll(key)
  for _, hash in ipairs(redis.call('ZRANGE', prefix .. key, 0, -1)) do
    local ticket = find(hash)
    if ticket then forget(hash, ticket) end
  end
  return 1
end

local function keepUnclaimed(hash, ticket, untilMs, ttlMs)
  redis.call('PEXPIRE', prefix .. 'ticket:' .. hash, ttlMs)
  keep('unclaimed:' .. ticket.viewer, hash, untilMs, ttlMs)
  keep('unclaimed', hash, untilMs, ttlMs)
  keepListed(hash, ticket, untilMs, ttlMs)
end
`

const script = (body: string) => redisScript(library + body)

/** → 1, or 0 at a limit; and the milliseconds until a viewer who was fast may have another one. */
export const checkRoomScript = script(`
local viewer, perViewerMax, allMax, perMinuteMax = unpack(ARGV)
local wait = waitMs(viewer, perMinuteMax)
if wait > 0 or isFull(viewer, nowMs(), perViewerMax, allMax) then return {0, wait} end
return {1, 0}`)

/** → milliseconds as above; 0 if the request is counted. */
export const countRequestScript = script(`
local viewer, perMinuteMax, windowMs = unpack(ARGV)
local wait = waitMs(viewer, perMinuteMax)
if wait == 0 then count(viewer, windowMs) end
return wait`)

/** → 1, or 0 at a limit; the number of unclaimed tickets; and milliseconds as above. */
export const issueScript = script(`
local hash, record, export, session, viewer, browser = unpack(ARGV, 1, 6)
local ttlMs, perViewerMax, allMax, isOfRun, perMinuteMax, windowMs = unpack(ARGV, 7, 12)
local now = nowMs()
if redis.call('EXISTS', prefix .. 'ticket:' .. hash) == 0 then
  local wait = waitMs(viewer, perMinuteMax)
  if wait > 0 or isFull(viewer, now, perViewerMax, allMax) then
    return {0, countLive('unclaimed', now), wait}
  end
  count(viewer, windowMs)
  local untilMs = now + tonumber(ttlMs)
  local run = ''
  if isOfRun == '1' then run = runId() end
  redis.call('HSET', prefix .. 'ticket:' .. hash, 'record', record, 'viewer', viewer,
    'session', session, 'export', export, 'browser', browser, 'claim', '', 'run', run,
    'until', untilMs)
  keepUnclaimed(hash, {export = export, viewer = viewer, session = session}, untilMs,
    tonumber(ttlMs))
end
return {1, countLive('unclaimed', now), 0}`)

/** → the record, 1 for the claim that spends the ticket, and the number of unclaimed tickets. */
export const claimScript = script(`
local hash, claim, claimedTtlMs = unpack(ARGV, 1, 3)
local ticket = find(hash)
if not ticket then return nil end
local isItsBrowser = ticket.browser == ''
for i = 4, #ARGV do isItsBrowser = isItsBrowser or ticket.browser == ARGV[i] end
if not isItsBrowser then return nil end
local now = nowMs()
if ticket.claim == '' then
  local ttlMs = tonumber(claimedTtlMs)
  redis.call('HSET', prefix .. 'ticket:' .. hash, 'claim', claim)
  redis.call('PEXPIRE', prefix .. 'ticket:' .. hash, ttlMs)
  redis.call('ZREM', prefix .. 'unclaimed:' .. ticket.viewer, hash)
  redis.call('ZREM', prefix .. 'unclaimed', hash)
  keepListed(hash, ticket, now + ttlMs, ttlMs)
elseif ticket.claim ~= claim then
  if ticket.browser == '' then return nil end
  return {ticket.record, 0, countLive('unclaimed', now)}
end
return {ticket.record, 1, countLive('unclaimed', now)}`)

/** → 1 if one of the hashes is that of a ticket, otherwise 0. */
export const holdsAnyScript = script(`
for _, hash in ipairs(ARGV) do
  if redis.call('EXISTS', prefix .. 'ticket:' .. hash) == 1 then return 1 end
end
return 0`)

export const releaseScript = script(`
local hash, claim = unpack(ARGV)
local ticket = find(hash)
if not ticket or ticket.claim ~= claim then return 0 end
local untilMs = tonumber(ticket['until'])
local ttlMs = untilMs - nowMs()
if ttlMs <= 0 then
  forget(hash, ticket)
  return 0
end
redis.call('HSET', prefix .. 'ticket:' .. hash, 'claim', '')
keepUnclaimed(hash, ticket, untilMs, ttlMs)
return 1`)

export const revokeScript = script(`
return forgetAll('exportTickets:' .. ARGV[1])`)

export const revokeSessionScript = script(`
return forgetAll('sessionTickets:' .. ARGV[1])`)
