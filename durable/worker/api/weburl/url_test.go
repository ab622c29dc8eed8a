package weburl_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/durable/worker/api/weburl"
)

// TestURL runs testdata/url: parse reads "URL" or "URL BASE" a line, set reads "URL PART VALUE". Empty lines and \t, \n,
// \s (space) stand for themselves. An answer is the text of the URL and, of parse, its parts.
func TestURL(t *testing.T) {
	datadriven.RunTest(t, "testdata/url", func(t *testing.T, d *datadriven.TestData) string {
		var out strings.Builder
		for _, line := range strings.Split(d.Input, "\n") {
			fields := strings.Split(line, " ")
			for i, f := range fields {
				fields[i] = strings.NewReplacer(`\t`, "\t", `\n`, "\n", `\s`, " ").Replace(f)
			}
			switch d.Cmd {
			case "parse":
				fmt.Fprintln(&out, parsed(fields))
			case "set":
				u, ok := weburl.Parse(fields[0], nil)
				require.True(t, ok, fields[0])
				u.Set(fields[1], strings.Join(fields[2:], " "))
				fmt.Fprintln(&out, u.Href())
			default:
				t.Fatalf("unknown command %s", d.Cmd)
			}
		}
		return out.String()
	})
}

func parsed(fields []string) string {
	var base *weburl.URL
	if len(fields) > 1 {
		var ok bool
		if base, ok = weburl.Parse(fields[1], nil); !ok {
			return "bad base"
		}
	}
	u, ok := weburl.Parse(fields[0], base)
	if !ok {
		return "invalid"
	}
	return fmt.Sprintf("%s origin=%s host=%s port=%s path=%s search=%s hash=%s",
		u.Href(), u.Origin(), u.Hostname(), u.Port(), u.Pathname(), u.Search(), u.Hash())
}

// TestPortZero: port 0 is no scheme's own, so the host shows it.
func TestPortZero(t *testing.T) {
	u, ok := weburl.Parse("http://h:0/", nil)
	require.True(t, ok)
	require.Equal(t, "h:0", u.Host())
	require.Equal(t, "0", u.Port())
	require.Equal(t, "http://h:0/", u.Href())
	require.Equal(t, "http://h:0", u.Origin())
}

// FuzzParse demands that the text of a URL is a URL with the same text, whatever was set before.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"http://a/b?c#d", "file:///C|/..", "x:y z ?q", "http://[::1]:80/", "//b", "non-special://h:1/p"} {
		f.Add(s, "http://base/x/y", "pathname", "/../%2e/ü")
	}
	f.Fuzz(func(t *testing.T, input, base, part, value string) {
		b, _ := weburl.Parse(base, nil)
		u, ok := weburl.Parse(input, b)
		if !ok {
			return
		}
		u.Set(part, value)
		again, ok := weburl.Parse(u.Href(), nil)
		require.True(t, ok, u.Href())
		require.Equal(t, u.Href(), again.Href())
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		weburl.Parse("https://example.com/rooms/42/messages?limit=10&before=abc", nil)
	}
}
