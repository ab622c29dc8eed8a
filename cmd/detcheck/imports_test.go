package main

import (
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// direction is a rule on who may import what.
type direction struct {
	who    string // packages that the rule is for
	except string // and of those the ones that may; empty: none
	not    string // what they must not import
	tests  bool   // the rule is for their tests too
	reason string
	breach edge // one that the rule forbids
}

// edge is an import.
type edge struct {
	from, to string
	test     bool // a test of from imports it
}

// directions are the import directions of the house: actor <- durable <- alarms <- experiments <- cmd. Servers
// (http.Server, http.ListenAndServe) are not packages, so detcheck's rule net keeps those in cmd.
var directions = []direction{
	{
		who: `^dolab/actor(/|$)`, not: `^dolab/(durable|alarms|experiments|cmd)(/|$)`,
		reason: "actor is time, chance and turns for whatever lives in them: it knows no objects",
		breach: edge{from: "dolab/actor", to: "dolab/durable"},
	},
	{
		who: `^dolab/durable(/|$)`, not: `^dolab/(alarms|experiments|cmd)(/|$)`,
		reason: "durable is the platform: what is built on it must be able to change without it",
		breach: edge{from: "dolab/durable/durabletest", to: "dolab/alarms"},
	},
	{
		who: `^dolab/durable/(sqlite|clone)(/|$)`, not: `^dolab/durable(/durabletest)?$`,
		reason: "a database and a wire format serve objects without knowing them",
		breach: edge{from: "dolab/durable/sqlite", to: "dolab/durable"},
	},
	{
		who: `^dolab/actor$`, not: `^dolab/actor/fault$`,
		reason: "a world injects nothing: its code asks a plan",
		breach: edge{from: "dolab/actor", to: "dolab/actor/fault"},
	},
	{
		who: `^dolab/actor$`, not: `^dolab/actor/(sim|live)$`,
		reason: "a world does not know its driver but by the interface Driver",
		breach: edge{from: "dolab/actor", to: "dolab/actor/sim"},
	},
	{
		who: `^dolab/actor/(sim|live)$`, not: `^dolab/actor/`,
		reason: "a driver knows neither faults nor other drivers",
		breach: edge{from: "dolab/actor/sim", to: "dolab/actor/fault"},
	},
	{
		who: `^dolab/(durable|alarms)(/|$)`, except: `^dolab/durable/durabletest$`, not: `^dolab/actor/(sim|live)$`,
		reason: "objects run in worlds of every driver: who creates the world chooses it",
		breach: edge{from: "dolab/durable", to: "dolab/actor/sim"},
	},
	{
		who: `^dolab/actor/fault$`, not: `^dolab/actor/`,
		reason: "a fault is a value that any world can draw",
		breach: edge{from: "dolab/actor/fault", to: "dolab/actor/sim"},
	},
	{
		who: `^dolab/durable/platform$`, not: `^dolab/durable(/|$)`,
		reason: "what is known of the platform is data: nothing of it runs",
		breach: edge{from: "dolab/durable/platform", to: "dolab/durable"},
	},
	{
		who: `^dolab/durable/scheduler$`, not: `^dolab/durable(/(durabletest|clone|worker)(/|$)|$)`, tests: true,
		reason: "the alarm manager is the other side of a contract: it is tested against objects that are fakes",
		breach: edge{from: "dolab/durable/scheduler", to: "dolab/durable", test: true},
	},
	{
		who: `^dolab/durable/(sqlite|clone|platform)(/|$)`, not: `^dolab/durable/scheduler$`,
		reason: "the alarm manager stands on them, not they on it",
		breach: edge{from: "dolab/durable/platform", to: "dolab/durable/scheduler"},
	},
	{
		who: `^dolab/(actor|durable|durable/(platform|scheduler|sqlite|clone))$`, not: `^dolab/durable/picture(/|$)`,
		reason: "a world does not know that it is drawn: it is looked at from outside",
		breach: edge{from: "dolab/durable", to: "dolab/durable/picture"},
	},
	{
		who: `^dolab/durable/picture(/|$)`, not: `^dolab/durable/durabletest$`,
		reason: "programs draw pictures too: they do not carry testing",
		breach: edge{from: "dolab/durable/picture", to: "dolab/durable/durabletest"},
	},
	{
		who: `^dolab/durable/picture/plot$`, not: `^dolab/`,
		reason: "a plot is made of numbers, whatever they are about",
		breach: edge{from: "dolab/durable/picture/plot", to: "dolab/durable"},
	},
	{
		who: `^dolab/`, except: `^dolab/cmd/dolab$`, not: `^github\.com/chromedp/`, tests: true,
		reason: "a browser is opened by the tests of pages only",
		breach: edge{from: "dolab/durable/picture", to: "github.com/chromedp/chromedp", test: true},
	},
	{
		who: `^dolab/`, not: `^github\.com/chromedp/`,
		reason: "no program opens a browser",
		breach: edge{from: "dolab/cmd/dolab", to: "github.com/chromedp/chromedp"},
	},
	{
		who: `^dolab/durable$`, not: `^dolab/durable/durabletest$`,
		reason: "the test kit is for users and tests: the platform does not carry testing into programs",
		breach: edge{from: "dolab/durable", to: "dolab/durable/durabletest"},
	},
	{
		who: `^dolab/alarms(/|$)`, not: `^dolab/(experiments|cmd)(/|$)`,
		reason: "alarms goes into users' objects: it must not know who judges it",
		breach: edge{from: "dolab/alarms", to: "dolab/experiments/check"},
	},
	{
		who: `^dolab/alarms/calendar$`, not: `^dolab/`,
		reason: "when a cron comes depends on the expression, the zone and the time, and on nothing of a world",
		breach: edge{from: "dolab/alarms/calendar", to: "dolab/alarms"},
	},
	{
		who: `^dolab/experiments(/|$)`, not: `^dolab/cmd(/|$)`,
		reason: "an experiment runs in a test as well as in a command",
		breach: edge{from: "dolab/experiments", to: "dolab/cmd/dolab"},
	},
	{
		who:    `^dolab/experiments/search$`,
		not:    `^dolab/(alarms(/.*)?|experiments/(specimens|search/.*))$`,
		reason: "the search serves every subject by the same doors: multiplexers are one subject, in search/schedules",
		breach: edge{from: "dolab/experiments/search", to: "dolab/experiments/specimens"},
	},
	{
		who: `^dolab/experiments/search/hunttest$`, not: `^dolab/(alarms|experiments/(specimens|search/schedules))(/|$)`,
		reason: "a test of one's own objects hunts without linking the multiplexers",
		breach: edge{from: "dolab/experiments/search/hunttest", to: "dolab/experiments/search/schedules"},
	},
	{
		who: `^dolab/experiments/(check|specimens)$`, not: `^dolab/experiments/search(/|$)`,
		reason: "promises and specimens can be held against each other without a search",
		breach: edge{from: "dolab/experiments/specimens", to: "dolab/experiments/search/schedules"},
	},
	{
		who: `^dolab/`, except: `^dolab/actor$`, not: `^github\.com/asynkron/protoactor-go(/|$)`, tests: true,
		reason: "who carries the turns is one package's secret: much of it must not be touched in a simulated world",
		breach: edge{from: "dolab/durable", to: "github.com/asynkron/protoactor-go/actor"},
	},
	{
		who: `^dolab/`, except: `^dolab/durable/sqlite$`, not: `^github\.com/mattn/go-sqlite3(/|$)`, tests: true,
		reason: "a heavy dependency (cgo) has one door, and marks and rewinding hold only if nobody goes around it",
		breach: edge{from: "dolab/durable", to: "github.com/mattn/go-sqlite3", test: true},
	},
	{
		who: `^dolab/`, except: `^dolab/experiments/check$`, not: `^github\.com/anishathalye/porcupine(/|$)`, tests: true,
		reason: "what is linearizable is one oracle's question",
		breach: edge{from: "dolab/experiments/search", to: "github.com/anishathalye/porcupine"},
	},
	{
		who: `^dolab/`, except: `^dolab/experiments/search(/scripts)?$`, not: `^go\.yaml\.in/yaml(/|$)`,
		tests:  true,
		reason: "a scenario's text form has one reader, which is strict; dolab.yaml, which is none, has its own",
		breach: edge{from: "dolab/cmd/dolab", to: "go.yaml.in/yaml/v3"},
	},
	{
		who: `^dolab/`, except: `^dolab/(experiments/search|durable/worker/(project|bundle))$`,
		not: `^github\.com/(tailscale/hujson|pelletier/go-toml)(/|$)`, tests: true,
		reason: "scenarios and projects have one reader each, which is strict",
		breach: edge{from: "dolab/cmd/dolab", to: "github.com/tailscale/hujson"},
	},
	{
		who: `^dolab/`, except: `^dolab/durable/worker/bundle$`, not: `^github\.com/evanw/esbuild(/|$)`, tests: true,
		reason: "a bundler is a heavy dependency: what it makes is a source and a map",
		breach: edge{from: "dolab/durable", to: "github.com/evanw/esbuild/pkg/api"},
	},
	{
		who: `^dolab/durable/worker/(project|bundle)$`, not: `^dolab/(durable(/worker/(engine|api))?|actor(/.*)?)$`,
		reason: "what a project is and how it is bundled depends on its files alone",
		breach: edge{from: "dolab/durable/worker/project", to: "dolab/durable"},
	},
	{
		who: `^dolab/`, except: `^dolab/cmd/`, not: `^(net/http/pprof|expvar)$`,
		reason: "they put handlers into every program by being imported: no registration by import",
		breach: edge{from: "dolab/experiments", to: "net/http/pprof"},
	},
	{
		who: `^dolab/`, except: `^dolab/cmd/(detcheck|mutate)$`, not: `^golang\.org/x/tools/`, tests: true,
		reason: "the analyzer is a tool of the house, not a part of it",
		breach: edge{from: "dolab/experiments", to: "golang.org/x/tools/go/packages"},
	},
	{
		who: `^dolab/`, not: `^dolab/cmd/[^/]+$`, tests: true,
		reason: "commands are ends: what two of them need moves below cmd",
		breach: edge{from: "dolab/cmd/dolab", to: "dolab/cmd/detcheck"},
	},
	{
		who: `^dolab/`, except: `^dolab/cmd/dolab(/serve|/serve/admin|/bench)?$`, not: `^dolab/cmd/dolab/`, tests: true,
		reason: "a part of a command is that command's alone",
		breach: edge{from: "dolab/experiments", to: "dolab/cmd/dolab/serve"},
	},
	{
		who: `^dolab/`, except: `^dolab/(cmd/dolab/serve(/admin)?|experiments/remote)$`, not: `^github\.com/(coder/websocket|gobwas/ws)(/|$)`, tests: true,
		reason: "sockets of the machine are a server's, and its client's; objects have those of the world",
		breach: edge{from: "dolab/durable", to: "github.com/gobwas/ws"},
	},
	{
		who: `^dolab/`, except: `^dolab/cmd/dolab/serve/admin$`, not: `^(github\.com/prometheus|go\.opentelemetry\.io)/`, tests: true,
		reason: "who watches a server reads its trace: nothing else knows of metrics and spans",
		breach: edge{from: "dolab/durable", to: "github.com/prometheus/client_golang/prometheus"},
	},
	{
		who: `^dolab/`, except: `^dolab/cmd/dolab$`, not: `^github\.com/creack/pty$`, tests: true,
		reason: "keys are read by the command only",
		breach: edge{from: "dolab/cmd/dolab/serve", to: "github.com/creack/pty", test: true},
	},
	{
		who: `^dolab(/|$)`, except: `^dolab/(actor|durable|alarms|experiments|cmd)(/|$)`, not: ``, tests: true,
		reason: "the top level holds actor, durable, alarms, experiments and cmd",
		breach: edge{from: "dolab/util", to: "fmt"},
	},
}

func (d direction) forbids(e edge) bool {
	if e.test && !d.tests || !regexp.MustCompile(d.who).MatchString(e.from) {
		return false
	}
	if d.except != "" && regexp.MustCompile(d.except).MatchString(e.from) {
		return false
	}
	return regexp.MustCompile(d.not).MatchString(e.to)
}

func TestImportDirections(t *testing.T) {
	edges := moduleImports(t)
	require.NotEmpty(t, edges)
	for _, e := range edges {
		for _, d := range directions {
			require.False(t, d.forbids(e), "%s imports %s: %s", e.from, e.to, d.reason)
		}
	}
}

// TestDirectionsForbid shows each rule an import that it forbids, and all of them those that the house rests on.
func TestDirectionsForbid(t *testing.T) {
	for _, d := range directions {
		require.True(t, d.forbids(d.breach), d.reason)
	}
	for _, e := range []edge{
		{from: "dolab/actor", to: "github.com/asynkron/protoactor-go/actor"},
		{from: "dolab/actor/fault", to: "dolab/actor"},
		{from: "dolab/actor/sim", to: "dolab/actor"},
		{from: "dolab/actor", to: "dolab/actor/sim", test: true},
		{from: "dolab/durable", to: "dolab/actor"},
		{from: "dolab/durable", to: "dolab/actor/sim", test: true},
		{from: "dolab/durable/durabletest", to: "dolab/actor/sim"},
		{from: "dolab/experiments", to: "dolab/actor/sim"},
		{from: "dolab/cmd/dolab", to: "dolab/actor/sim"},
		{from: "dolab/durable", to: "dolab/durable/platform"},
		{from: "dolab/durable/platform", to: "dolab/actor/fault"},
		{from: "dolab/durable", to: "dolab/durable/sqlite"},
		{from: "dolab/durable", to: "dolab/durable/scheduler"},
		{from: "dolab/durable/scheduler", to: "dolab/actor/fault"},
		{from: "dolab/durable/scheduler", to: "dolab/durable/platform"},
		{from: "dolab/durable/scheduler", to: "dolab/durable/sqlite"},
		{from: "dolab/durable", to: "net/http"},
		{from: "dolab/durable", to: "dolab/durable/durabletest", test: true},
		{from: "dolab/durable/durabletest", to: "dolab/durable"},
		{from: "dolab/durable/sqlite", to: "github.com/mattn/go-sqlite3"},
		{from: "dolab/alarms", to: "dolab/durable"},
		{from: "dolab/alarms", to: "dolab/alarms/calendar"},
		{from: "dolab/experiments/specimens", to: "dolab/alarms/calendar"},
		{from: "dolab/experiments", to: "dolab/alarms"},
		{from: "dolab/experiments/search", to: "dolab/experiments/check"},
		{from: "dolab/experiments/search", to: "dolab/experiments/search/schedules", test: true},
		{from: "dolab/experiments/search/schedules", to: "dolab/experiments/search"},
		{from: "dolab/experiments/search/schedules", to: "dolab/experiments/specimens"},
		{from: "dolab/experiments/search/hunttest", to: "dolab/experiments/search"},
		{from: "dolab/experiments/all", to: "dolab/experiments"},
		{from: "dolab/cmd/dolab", to: "dolab/experiments/all"},
		{from: "dolab/cmd/dolab", to: "github.com/chromedp/chromedp", test: true},
		{from: "dolab/durable/durabletest", to: "dolab/durable/picture"},
		{from: "dolab/durable/picture", to: "dolab/durable/picture/plot"},
		{from: "dolab/cmd/detcheck", to: "golang.org/x/tools/go/analysis"},
	} {
		for _, d := range directions {
			require.False(t, d.forbids(e), "%s imports %s: %s", e.from, e.to, d.reason)
		}
	}
}

// moduleImports asks go list for every import of the module's packages. Packages that do not compile count too.
func moduleImports(t *testing.T) []edge {
	t.Helper()
	const format = `{{.ImportPath}};{{join .Imports " "}};{{join .TestImports " "}} {{join .XTestImports " "}}`
	out, err := exec.Command("go", "list", "-e", "-f", format, "dolab/...").Output()
	require.NoError(t, err)
	var edges []edge
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), ";")
		require.Len(t, fields, 3, line)
		for i, list := range fields[1:] {
			for _, to := range strings.Fields(list) {
				edges = append(edges, edge{from: fields[0], to: to, test: i == 1})
			}
		}
	}
	self := edge{from: "dolab/cmd/detcheck", to: "golang.org/x/tools/go/analysis"}
	require.True(t, slices.Contains(edges, self), "go list says %s", fmt.Sprint(edges))
	return edges
}
