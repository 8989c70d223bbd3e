import { render } from 'preact'
import { App } from './app'

const site = document.getElementById('site')
if (!site) throw new Error('index.html has no element #site')
site.replaceChildren()
render(<App />, site)
