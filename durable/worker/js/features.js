import { flags as api } from './api/flags.js';

// What the compatibility flags of the Worker turn on, of what the prelude asks for.
const flags = {
  autoReply: 'web_socket_auto_reply_to_close', // an accept()ed socket answers a close frame by itself
  blobs: 'websocket_standard_binary_type', // an accept()ed socket gives bytes as Blobs
  ctxExports: 'enable_ctx_exports',
  rpc: 'rpc', // stubs have the methods of the other side
  paramsDup: 'rpc_params_dup_stubs', // a stub that is an argument stays the caller's
};

export const features = {};

// globals are the names that flags add to the global scope.
const globals = {
  expose_global_message_channel: ['MessageChannel', 'MessagePort'],
  enable_weak_ref: ['WeakRef', 'FinalizationRegistry'],
  global_navigator: ['navigator', 'Navigator'],
};

export function setFeatures(on) {
  for (const name of Object.keys(flags)) features[name] = on[flags[name]];
  api.bodyBOM = !on.strip_bom_in_read_all_text;
  api.cacheOption = on.cache_option_enabled;
  api.noCache = on.cache_no_cache_enabled;
  api.valueOfParams = on.urlsearchparams_delete_has_value_arg;
  api.setCookies = on.http_headers_getsetcookie;
  if (!api.setCookies) delete Headers.prototype.getSetCookie;
  if (!api.cacheOption) delete Request.prototype.cache;
  for (const flag of Object.keys(globals)) if (!on[flag]) globals[flag].forEach(remove);
}

function remove(name) {
  for (let o = globalThis; o !== Object.prototype; o = Object.getPrototypeOf(o)) delete o[name];
}
