// Package api is what a Worker's script can call without any object: Request, Response, Headers, URL, streams, Blob,
// FormData, text encodings, events, abort signals, structuredClone, crypto, console, performance, Intl and the modules
// of nodejs_compat, as Cloudflare's runtime offers them.
//
// The API is JavaScript where it is semantics (js/*.js, bundled into the prelude) and Go where Go has it:
//
//	js/index.js        the list of the globals
//	js/define.js       how a class becomes a global, and the argument checks all of them share
//	js/NAME.js         one idea each: events, headers, http, streams, blob, url, encoding, compression, scope
//	js/crypto*.js      crypto.subtle over package webcrypto: keys are bytes here, chance is the world's
//	js/inspect*.js     text forms of values, for console and node:util; platform.js for the API's own classes
//	js/intl*.js        Intl for en-US, over the tables of package locale; another locale is an error that names it
//	js/node/*.js       node:* modules, bundled with scripts that import them; bridge.js is what they get of host
//	natives_NAME.go    what the scripts call as host.NAME(…)
//
// Texts of errors, their order and the quirks a script can see are those of workerd 2026-07-30; the test files in
// testdata ran there, and their goldens are its output.
//
// No native keeps state between two calls: all state lives in the engine's memory, where a snapshot takes it.
// A stream that compresses or decodes hands its whole input, or what is left of it, to a native that begins anew.
//
// To add a global, write it in a file of js, name it in index.js, and add its natives to Natives.
// The objects' own API (stubs, storage, sockets, timers) is not here: it belongs to the host.
package api
