import type { Plugin } from 'vite'

/** What browsers must keep to: into every page, so that it holds whoever serves the files, and into the configuration
 * of Azure Static Web Apps, from which the local stack takes its headers too.
 *
 * No inline script, no inline style, nothing from elsewhere; requests go to the API only.
 */
export function securityPolicy(api: string): Plugin {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${api.startsWith('/') ? "'self'" : new URL(api).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return {
    name: 'security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy } },
    ],
    generateBundle() {
      const source = JSON.stringify(staticWebApp(policy), undefined, 2)
      this.emitFile({ type: 'asset', fileName: 'staticwebapp.config.json', source })
    },
  }
}

function staticWebApp(policy: string) {
  return {
    // Only the script of the pages knows which addresses are pages: this host answers 200 to all but those named here.
    navigationFallback: {
      rewrite: '/index.html',
      exclude: ['/assets/*', '/payment/*', '*.{ico,js,json,svg,txt,xml}'],
    },
    responseOverrides: { 404: { rewrite: '/index.html' } },
    routes: [{ route: '/assets/*', headers: { 'Cache-Control': 'public, max-age=31536000, immutable' } }],
    globalHeaders: {
      // A page cannot say this of itself.
      'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      'Referrer-Policy': 'no-referrer',
      'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
    },
  }
}
