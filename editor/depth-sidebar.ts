import './depth-sidebar.css'
import { addSidebar } from './sidebar/sidebar'

/** The part of the plugin that its HTML registers. */
Object.assign(window, { depthSidebar: { add: addSidebar } })
