// What the compatibility flags of the Worker turn on, of what the prelude asks for.
const flags = {
  autoReply: 'web_socket_auto_reply_to_close', // an accept()ed socket answers a close frame by itself
  blobs: 'websocket_standard_binary_type', // an accept()ed socket gives bytes as Blobs
  ctxExports: 'enable_ctx_exports',
  paramsDup: 'rpc_params_dup_stubs', // a stub that is an argument stays the caller's
};

export const features = {};

export function setFeatures(on) {
  for (const name of Object.keys(flags)) features[name] = on[flags[name]];
}
