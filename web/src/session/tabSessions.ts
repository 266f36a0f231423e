import { onScopeDispose } from 'vue'
import { isExpired, parseSession, type SignedIn } from './storedSession.ts'

interface TabSessionsOptions {
  current: () => SignedIn | null
  /** Called with the session of another tab. */
  adopt: (session: SignedIn) => void
  /** Called when the same user has signed out in another tab. */
  end: () => void
}

export interface TabSessions {
  /** Takes over the session of another tab of this browser, if there is one. */
  join: () => Promise<void>
  /** Ends the session of this user in all other tabs. */
  signOut: (viewerId: string) => void
}

type Message =
  | { kind: 'asked'; by: string }
  | { kind: 'handed-over'; to: string; session: unknown; inView: boolean }
  | { kind: 'signed-out'; viewerId: string }

const name = 'coatcheck.session'

/**
 * A tab that is open replies within a few milliseconds; a new one waits no longer than this with what it
 * shows first. A busy machine may take longer: then the session is taken over when it comes.
 */
const replyMsMax = 200

/** With several users in several tabs, the tab in view goes first: a link was probably opened there. */
const hiddenDelayMs = 40

/**
 * Hands the session over to new tabs of the same browser. Each tab keeps it in its own sessionStorage, so
 * it ends with the last tab, and no token is stored anywhere else.
 */
export function createTabSessions({ current, adopt, end }: TabSessionsOptions): TabSessions {
  const channel = new BroadcastChannel(name)
  const post = (message: Message) => channel.postMessage(message)
  let joining: { id: string; take: (session: SignedIn, inView: boolean) => void } | null = null

  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'asked') {
      const session = current()
      // At once: timers of hidden tabs are slow.
      if (session && !isExpired(session)) {
        post({ kind: 'handed-over', to: data.by, session, inView: !document.hidden })
      }
    } else if (data.kind === 'handed-over') {
      const session = data.to === joining?.id ? parseSession(data.session) : null
      if (session) joining?.take(session, data.inView)
    } else if (current()?.viewer.id === data.viewerId) {
      end()
    }
  })
  onScopeDispose(() => channel.close())

  function ask(): Promise<SignedIn | null> {
    const id = crypto.getRandomValues(new Uint32Array(4)).join('-')
    return new Promise((resolve) => {
      function take(session: SignedIn, inView: boolean) {
        if (inView) resolve(session)
        else setTimeout(() => resolve(session), hiddenDelayMs)
      }
      joining = { id, take }
      setTimeout(() => resolve(null), replyMsMax)
      post({ kind: 'asked', by: id })
    })
  }

  function adoptOnce(session: SignedIn) {
    joining = null
    if (!current()) adopt(session)
  }

  return {
    async join() {
      if (current()) return
      const session = await ask()
      if (session) adoptOnce(session)
      else if (joining) joining.take = adoptOnce
    },
    signOut: (viewerId) => post({ kind: 'signed-out', viewerId }),
  }
}
