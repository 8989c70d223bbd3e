import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { securityPolicy } from './security-policy.ts'

// Where the API is: beside the pages, unless the deployment says otherwise.
const api = process.env.CONTOSO_API ?? '/api'

export default defineConfig({
  plugins: [securityPolicy(api)],
  define: { __API__: JSON.stringify(api) },
  // `npm run dev`, beside a running stack: pages that change while you type.
  server: { proxy: { '/api': process.env.CONTOSO_STACK ?? 'http://localhost:7071' } },
  build: {
    target: 'es2022',
    // Nothing is inlined: the policy allows no `data:` but small images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        site: resolve(import.meta.dirname, 'index.html'),
        // The simulated processor is a site of its own.
        processor: resolve(import.meta.dirname, 'payment/index.html'),
      },
    },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
})
