import type { SignInOptions, SignInProvider } from '@coatcheck/shared'

export const provider: SignInProvider = {
  clientId: 'page',
  scopes: 'openid',
  prompt: null,
  audience: { parameter: 'resource', value: 'https://reports.example.com' },
  metadata: {
    issuer: 'https://login.example.com',
    authorization_endpoint: 'https://login.example.com/authorize?tenant=1',
    token_endpoint: 'https://login.example.com/token',
    end_session_endpoint: 'https://login.example.com/end',
    revocation_endpoint: 'https://login.example.com/revoke',
  },
}

export const providerOptions: SignInOptions = { password: false, provider }
