package scripts_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"dolab/experiments/check"
	"dolab/experiments/search"
	"dolab/experiments/search/scripts"
	"dolab/experiments/specimens"
)

var bugFlag = flag.String("scripts.bug", "", "the bug of packages that is looked for, such as B5, or all; by default the first")

// packageBugs are the known bugs of a package, from testdata/packages/bugs.yaml.
type packageBugs struct {
	Package, Version, Worker string
	Bugs                     []packageBug
}

// packageBug is one of dolab list bugs in a package.
type packageBug struct {
	Bug, Says string
	Reference bool // it was seen in the reference runtime
	Patch     []patch
}

// patch replaces a text that a file of a package has once.
type patch struct{ File, Old, New string }

func knownPackages(t *testing.T) (list []packageBugs) {
	data, err := os.ReadFile("testdata/packages/bugs.yaml")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(data, &list))
	return list
}

// openPackage opens the project of a package, with patches applied to a copy of the package.
func openPackage(t *testing.T, p packageBugs, patches []patch) *scripts.Project {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("testdata/packages")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "wrangler.jsonc"), []byte(fmt.Sprintf(`{
	"name": "jobs", "main": %q, "compatibility_date": "2026-07-30", "compatibility_flags": ["nodejs_compat"],
	"durable_objects": {"bindings": [{"name": "Jobs", "class_name": "Jobs"}, {"name": "Daily", "class_name": "Daily"}]},
	"migrations": [{"tag": "v1", "new_sqlite_classes": ["Jobs", "Daily"]}]
}`, p.Worker)), 0o644))
	if p.Package != "" {
		install(t, p, filepath.Join(dir, "node_modules"), patches)
	}
	project, err := scripts.Open(dir, scripts.Options{Name: "jobs"})
	require.NoError(t, err)
	t.Cleanup(project.Close)
	return project
}

// install installs a package with patches, and what it needs, in a directory.
func install(t *testing.T, p packageBugs, modules string, patches []patch) {
	from := installed(t)
	version, err := os.ReadFile(filepath.Join(from, p.Package, "package.json"))
	require.NoError(t, err)
	require.Contains(t, string(version), fmt.Sprintf("%q", p.Version), "the version that the table is about")
	link(t, from, modules, strings.Split(p.Package, "/"))
	for _, x := range patches {
		file := filepath.Join(modules, p.Package, x.File)
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, 1, strings.Count(string(data), x.Old), "%s: %s", x.File, x.Old)
		require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(data), x.Old, x.New, 1)), 0o644))
	}
}

// link makes a directory like another: a copy of what path leads to, and links to all else.
func link(t *testing.T, from, to string, path []string) {
	if len(path) == 0 {
		require.NoError(t, os.CopyFS(to, os.DirFS(from)))
		return
	}
	require.NoError(t, os.MkdirAll(to, 0o755))
	entries, err := os.ReadDir(from)
	require.NoError(t, err)
	for _, e := range entries {
		if e.Name() == path[0] {
			link(t, filepath.Join(from, e.Name()), filepath.Join(to, e.Name()), path[1:])
			continue
		}
		require.NoError(t, os.Symlink(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())))
	}
}

// says reports whether a scenario goes wrong in a way.
func says(t *testing.T, s search.Scenario, signature string) bool {
	out, err := s.Run(search.Options{})
	require.NoError(t, err)
	return slices.Contains(check.Signatures(out.Violations), signature)
}

// TestPackageBugs: a hunt with promises that any multiplexer makes finds the known bugs of the installed packages in
// their own code. Each shrinks to at most four deeds, and ends with a patch of a line or two.
func TestPackageBugs(t *testing.T) {
	t.Parallel()
	const seeds, deeds, triesMax = 400, 4, 6
	for _, p := range knownPackages(t) {
		t.Run(p.Package, func(t *testing.T) {
			plain := openPackage(t, p, nil)
			patched, tries := map[string]*scripts.Project{}, map[string]int{}
			left := p.Bugs[:1]
			if *bugFlag != "" {
				left = slices.DeleteFunc(slices.Clone(p.Bugs), func(b packageBug) bool {
					return *bugFlag != "all" && *bugFlag != b.Bug
				})
			}
			for seed := uint64(1); seed <= seeds && len(left) > 0; seed++ {
				out, err := plain.Subject().Scenario("", nil, seed).Run(search.Options{})
				require.NoError(t, err)
				wrong := check.Signatures(out.Violations)
				left = slices.DeleteFunc(slices.Clone(left), func(b packageBug) bool {
					if !slices.Contains(wrong, b.Says) || tries[b.Bug] == triesMax {
						return false
					}
					tries[b.Bug]++
					key := fmt.Sprint(b.Patch)
					if patched[key] == nil {
						patched[key] = openPackage(t, p, b.Patch)
					}
					small, err := search.Shrink(plain.Subject().Scenario("", nil, seed), b.Says, search.Options{})
					require.NoError(t, err)
					s := small.Scenario
					if len(s.Operations) > deeds || says(t, s.About(patched[key].Subject()), b.Says) {
						return false // Another bug does it.
					}
					t.Logf("%s, seed %d: %s\n%s", b.Bug, seed, small.Outcome.Note(b.Says), s)
					return true
				})
			}
			require.Empty(t, left)
		})
	}
}

// TestPatchedPackages: with all patches at once the hunt finds nothing in agents.
func TestPatchedPackages(t *testing.T) {
	seeds := 20
	if *seedsFlag > 0 {
		seeds = *seedsFlag
	}
	for _, p := range knownPackages(t) {
		t.Run(p.Package, func(t *testing.T) {
			if p.Package != "agents" {
				t.Skip("what B10's patch throws again rings for ever")
			}
			var all []patch
			for _, b := range p.Bugs {
				for _, x := range b.Patch {
					if !slices.Contains(all, x) {
						all = append(all, x)
					}
				}
			}
			search.Demand(t, search.Quarry{Scenario: openPackage(t, p, all).Subject().Of(""), First: 1, Seeds: seeds})
		})
	}
}

// TestAlarmsTwin: the rules of dolab/alarms in TypeScript keep all that the packages are asked for, with all the trouble of
// a hostile platform.
func TestAlarmsTwin(t *testing.T) {
	seeds := 40
	if *seedsFlag > 0 {
		seeds = *seedsFlag
	}
	p := openPackage(t, packageBugs{Worker: "twin.ts"}, nil)
	search.Demand(t, search.Quarry{Scenario: p.Subject().Of("hostile"), First: 1, Seeds: seeds})
}

// TestPackageTable: the README has a line for each known bug of a package, and each is one of the catalogue.
func TestPackageTable(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var known []string
	for _, b := range specimens.Bugs() {
		known = append(known, b.Name)
	}
	for _, p := range knownPackages(t) {
		for _, b := range p.Bugs {
			require.Contains(t, known, b.Bug)
			seen := "no"
			if b.Reference {
				seen = "yes"
			}
			require.Contains(t, string(readme), fmt.Sprintf("| %s@%s | %s | `%s` | %s |\n", p.Package, p.Version, b.Bug, b.Says, seen))
		}
	}
}
