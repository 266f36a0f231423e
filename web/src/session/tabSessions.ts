import { onScopeDispose } from 'vue'
import { isExpired, parseSession, type SignedIn } from './storedSession.ts'

interface TabSessionsOptions {
  current: () => SignedIn | null
  /** Called with the session of another tab. */
  adopt: (session: SignedIn) => void
  /** Called when a user has signed out in another tab. */
  signedOut: (viewerId: string) => void
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
export function createTabSessions({ current, adopt, signedOut }: TabSessionsOptions): TabSessions {
  const channel = new BroadcastChannel(name)
  const post = (message: Message) => channel.postMessage(message)
  let joining: { id: string; take: (session: SignedIn, inView: boolean) => void } | null = null
  /** Replied by a tab that is not in view: adopted unless one in view replies. */
  let offered: SignedIn | null = null
  /** The session of this tab while it is being signed out, which takes a while. */
  let leaving: SignedIn | null = null

  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'asked') {
      const session = current()
      // At once: timers of hidden tabs are slow.
      if (session && session !== leaving && !isExpired(session)) {
        post({ kind: 'handed-over', to: data.by, session, inView: !document.hidden })
      }
    } else if (data.kind === 'handed-over') {
      const session = data.to === joining?.id ? parseSession(data.session) : null
      if (session) joining?.take(session, data.inView)
    } else {
      if (offered?.viewer.id === data.viewerId) offered = null
      signedOut(data.viewerId)
    }
  })
  onScopeDispose(() => channel.close())

  function ask(): Promise<SignedIn | null> {
    const id = crypto.getRandomValues(new Uint32Array(4)).join('-')
    return new Promise((resolve) => {
      function take(session: SignedIn, inView: boolean) {
        if (inView) {
          resolve(session)
          return
        }
        offered ??= session
        setTimeout(() => offered && resolve(offered), hiddenDelayMs)
      }
      joining = { id, take }
      setTimeout(() => resolve(offered), replyMsMax)
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
      offered = null
      if (session) adoptOnce(session)
      else if (joining) joining.take = adoptOnce
    },
    signOut(viewerId) {
      leaving = current()
      post({ kind: 'signed-out', viewerId })
    },
  }
}
