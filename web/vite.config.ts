import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const api = process.env.HUIJI_API ?? 'http://127.0.0.1:3000'

/** In development, answers `/{slug}/…` with the shell of the door it belongs to, as the server does when built. */
function doors(): Plugin {
  const page = /^\/([a-z0-9-]+)(?:\/(portal|console)(?=\/|$))?(?:\/[^.?]*)?(?:\?.*)?$/
  return {
    name: 'huiji-doors',
    configureServer(server) {
      server.middlewares.use((req, _res, next) => {
        const found = page.exec(req.url ?? '')
        const wantsPage = req.headers.accept?.includes('text/html') && !req.url?.startsWith('/@')
        if (found && wantsPage) req.url = `/${found[2] ?? 'public'}/index.html`
        next()
      })
    },
    transformIndexHtml(html, context) {
      const slug = context.originalUrl?.split('/')[1]
      if (!context.server || !slug) return html
      return html.replace('<!--head-->', `<title>Huiji</title><link rel="stylesheet" href="/${slug}/theme.css">`)
    },
  }
}

export default defineConfig({
  root: here('.'),
  base: '/',
  publicDir: false,
  appType: 'mpa',
  plugins: [vue(), doors()],
  server: {
    fs: { allow: [here('..')] },
    proxy: { '^/[a-z0-9-]+/(api/|theme\\.css)': { target: api, changeOrigin: false } },
  },
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    manifest: true,
    // WeChat's own browser on older Android phones is Chromium 87 or newer.
    target: ['chrome87', 'safari15.4'],
    // The polyfill would be an inline script, which the content security policy forbids.
    modulePreload: { polyfill: false },
    // Nothing becomes a data: address; every asset is a cacheable file.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { public: here('public/index.html'), portal: here('portal/index.html'), console: here('console/index.html') },
      output: {
        codeSplitting: {
          groups: [{ name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router|@tanstack)[\\/]/, priority: 10 }],
        },
      },
    },
  },
  worker: { format: 'es' },
})
