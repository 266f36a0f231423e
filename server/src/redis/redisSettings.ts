import type { RedisClient } from './redisClient.ts'

/**
 * Settings of Redis that are unsafe for a ticket store, as sentences for the log. A setting that may
 * not be read is skipped.
 */
export async function redisComplaints(redis: RedisClient): Promise<string[]> {
  const [save, appendOnly, policy] = await Promise.all([
    setting(redis, 'save'),
    setting(redis, 'appendonly'),
    setting(redis, 'maxmemory-policy'),
  ])
  const complaints: string[] = []
  if (save || appendOnly === 'yes') {
    complaints.push(
      `Redis keeps its data on the disk (save "${save ?? ''}", appendonly ${appendOnly ?? 'no'}): ` +
        'a restart could revive spent tickets. Set save "" and appendonly no.',
    )
  }
  if (policy && policy !== 'noeviction') {
    complaints.push(
      `Redis may drop keys when its memory is full (maxmemory-policy ${policy}): tickets ` +
        'and sign-outs could be lost. Set maxmemory-policy noeviction.',
    )
  }
  return complaints
}

/** Managed services often refuse CONFIG. */
async function setting(redis: RedisClient, name: string): Promise<string | undefined> {
  const pair = await redis.command('CONFIG', 'GET', name).catch(() => [])
  return Array.isArray(pair) && typeof pair[1] === 'string' ? pair[1] : undefined
}
