// What the compatibility date and flags of the Worker turn on, of what the prelude asks for.
export const features = {
  autoReply: true, // an accept()ed socket answers a close frame by itself
  blobs: true, // an accept()ed socket gives bytes as Blobs
  ctxExports: true,
  paramsDup: true, // a stub that is an argument stays the caller's
};

export function setFeatures(on) {
  for (const name of Object.keys(features)) features[name] = on.includes(name);
}
