// Package bundle makes one script of a Worker's modules, as wrangler does with the same bundler, and reads the source
// map that leads from the script back to the user's files.
//
//	main ──► esbuild: TypeScript, JSX, JSON, node_modules ──► one ES module (Bundle.Source), source map (Bundle.Map)
//	           │ cloudflare:*, node:* from Options.Modules
//	           │ .txt .html .sql as strings, .bin as ArrayBuffers
//	           ▼
//	         errors: file:line:column: text
//
// Modules are found under the conditions workerd, worker and browser and import or require, and by the main fields
// browser, module and main. The script may use what QuickJS has: the bundler lowers decorators, auto-accessors and
// `using`, and async generators on demand.
//
// The script's last step hands the namespace of main over: globalThis[Symbol.for('dolab.module')](namespace).
//
// Modules of Node: with the full compatibility `fs` and `node:fs` are the same and win over node_modules. A module that
// Options.Modules lacks can be imported and examined; calling or constructing anything of it throws an error that names
// it. Without the compatibility an import of one is an error.
//
// The bundler recurses as deep as the source nests and would end the process, so that sources nested thousands deep
// are refused first. Files beyond 64 MiB are refused too.
package bundle
