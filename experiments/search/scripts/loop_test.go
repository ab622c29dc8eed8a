package scripts_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
)

// delivering is a Worker that delivers what it has until the network answers.
const delivering = `
import { DurableObject } from 'cloudflare:workers';
export class Outbox extends DurableObject {
  async add(text: string) {
    await this.ctx.storage.put('text', text);
    await this.ctx.storage.setAlarm(Date.now() + 1000);
  }
  async alarm() {
    const text = await this.ctx.storage.get('text');
    if (text === undefined) return;
    try {
      await fetch('https://sink.example/', { method: 'POST', body: text });
      await this.ctx.storage.delete('text');
    } catch {
      await this.ctx.storage.setAlarm(Date.now() + 30_000);
    }
  }
}
export default { fetch: () => new Response(null, { status: 404 }) };
`

// TestRetriesOfAFetch: an alarm that repeats a fetch which nothing answers is no loop. An alarm that repeats what fails
// by itself is one.
func TestRetriesOfAFetch(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name, source, want string
	}{
		{"unanswered", delivering, ""},
		{"loop", strings.Replace(delivering, "await fetch('https://sink.example/', { method: 'POST', body: text });",
			"throw new Error('never');", 1), "loop: an alarm rings for ever"},
	} {
		t.Run(x.name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "outbox.ts"), []byte(x.source), 0o644))
			configure(t, dir, "outbox", "outbox.ts", []class{{"OUTBOX", "Outbox"}})
			p, err := scripts.Open(dir, scripts.Options{})
			require.NoError(t, err)
			t.Cleanup(p.Close)
			bag, err := search.Hunt(search.Quarry{Scenario: p.Subject().Of(""), First: 1, Seeds: 20})
			require.NoError(t, err)
			if x.want == "" {
				require.Empty(t, bag.Groups)
				return
			}
			require.NotEmpty(t, bag.Groups)
			require.Equal(t, x.want, bag.Groups[0].Signature)
		})
	}
}
