package steps_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
	"dolab/durable/worker"
	"dolab/experiments/steps"
)

const chat = "../examples/chat-ts"

// TestChat: the example's scenario holds under several seeds, shows the bug of its broken twin, and is the same twice.
func TestChat(t *testing.T) {
	data, err := os.ReadFile(chat + "/scenario.yaml")
	require.NoError(t, err)
	s, err := steps.Parse(data)
	require.NoError(t, err)
	for _, env := range []string{"", "broken"} {
		w, err := worker.Load(chat, worker.WithEnvironment(env))
		require.NoError(t, err)
		require.NoError(t, s.Check(w, platform.Production()))
		hashes := map[string]bool{}
		for seed := range uint64(3) {
			out, err := s.Run(w, steps.Options{Profile: platform.Production(), Seed: seed})
			require.NoError(t, err)
			again, err := s.Run(w, steps.Options{Profile: platform.Production(), Seed: seed})
			require.NoError(t, err)
			require.Equal(t, out, again)
			hashes[out.Hash] = true
			if env == "" {
				require.Nil(t, out.Failure)
			} else {
				require.EqualError(t, out.Failure, `message.who: expected "bob", got none in {"text":"still here?"}`)
			}
		}
		require.Len(t, hashes, 3)
		w.Close()
	}
}

// TestOutside: a table answers what the Worker fetches from outside the world, and a WebSocket that it opens.
func TestOutside(t *testing.T) {
	w, err := worker.New(worker.Config{Name: "out", Date: "2026-07-30", Source: `
export default { async fetch() {
  const made = await fetch('https://api.example.com/v1/things', { method: 'POST', body: '{}' });
  const ws = (await fetch('https://feed.example.com/', { headers: { Upgrade: 'websocket' } })).webSocket;
  const heard = [];
  ws.addEventListener('message', (e) => heard.push(e.data));
  ws.accept();
  ws.send('more');
  await new Promise((done) => ws.addEventListener('close', done));
  const other = await fetch('https://api.example.com/').catch((e) => e.message);
  return Response.json({ status: made.status, id: (await made.json()).id, type: made.headers.get('content-type'), heard, other });
} };`})
	require.NoError(t, err)
	defer w.Close()
	s, err := steps.Parse([]byte(`
outside:
  - request: POST https://api.example.com/v1/*
    status: 201
    headers: {content-type: application/json}
    json: {id: 7}
  - request: wss://feed.example.com/
    messages: [hello]
    replies: [news]
steps:
  - fetch: /
    expect:
      json:
        status: 201
        id: 7
        type: application/json
        heard: [hello, news]
        other: "A world has no network, and no answer fits GET https://api.example.com/."
`))
	require.NoError(t, err)
	out, err := s.Run(w, steps.Options{Profile: platform.Production(), Seed: 1})
	require.NoError(t, err)
	require.Nil(t, out.Failure)
	for text, want := range map[string]string{
		"outside: [{body: x}]":                         "an answer has no request",
		"outside: [{request: 'https://x', status: 9}]": "status: 9 is not between 200 and 599",
		"outside: [{request: 'https://x', bodi: a}]":   "field bodi is unknown",
	} {
		_, err := steps.Parse([]byte(text + "\nsteps: [{wait: 1s}]"))
		require.ErrorContains(t, err, want, text)
	}
}
