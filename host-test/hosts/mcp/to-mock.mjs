// Loaded before a program that only talks to Gorgias: sends its requests to the mock.

const { fetch } = globalThis;
globalThis.fetch = (url, options) => {
  const { pathname, search } = new URL(url);
  return fetch(process.env.GORGIAS_BASE_URL + pathname + search, options);
};
