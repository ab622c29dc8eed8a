// What the Worker's compatibility date turns on. The newest date is what holds where nothing else is said.
export const flags = {
  bodyBOM: false, // text and json of a body keep a byte order mark
  cacheOption: true, // a request has a cache mode
  noCache: true, // which may be no-cache
  valueOfParams: true, // delete and has of URLSearchParams take a value
  setCookies: true, // Headers show each set-cookie by itself
};
