package scripts_test

import (
	"cmp"
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

var bugFlag = flag.String("scripts.bug", "", "the package bug to look for, such as B5, or all; by default the first")

// packageBugs are the known bugs of a package, from testdata/packages/bugs.yaml.
type packageBugs struct {
	Package, Version, Worker string
	Bugs                     []packageBug
}

// packageBug is a bug of dolab list bugs that a package has.
type packageBug struct {
	Bug, Says string
	Reference bool // it was seen in the reference runtime
	Patch     []patch
}

// patch replaces a text that occurs once in a file of a package.
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
	configure(t, dir, "jobs", p.Worker, []class{{"Jobs", "Jobs"}, {"Daily", "Daily"}}, "nodejs_compat")
	if p.Package != "" {
		install(t, p, filepath.Join(dir, "node_modules"), patches)
	}
	project, err := scripts.Open(dir, scripts.Options{Name: "jobs"})
	require.NoError(t, err)
	t.Cleanup(project.Close)
	return project
}

// install puts a package with patches into a directory, and the packages that it needs.
func install(t *testing.T, p packageBugs, modules string, patches []patch) {
	from := installed(t)
	version, err := os.ReadFile(filepath.Join(from, p.Package, "package.json"))
	require.NoError(t, err)
	require.Contains(t, string(version), fmt.Sprintf("%q", p.Version), "another version than the table's is installed")
	link(t, from, modules, strings.Split(p.Package, "/"))
	for _, x := range patches {
		file := filepath.Join(modules, p.Package, x.File)
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, 1, strings.Count(string(data), x.Old), "%s: %s", x.File, x.Old)
		require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(data), x.Old, x.New, 1)), 0o644))
	}
}

// link makes a directory with the entries of another: a copy of the one at path, and links to the rest.
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

// says reports whether a scenario goes wrong with a signature.
func says(t *testing.T, s search.Scenario, signature string) bool {
	out, err := s.Run(search.Options{})
	require.NoError(t, err)
	return slices.Contains(check.Signatures(out.Violations), signature)
}

// TestPackageBugs: a hunt with the promises of any alarm multiplexer finds the known bugs of the installed packages in
// their own code. Each shrinks to at most four deeds, and is gone with a patch of a line or two.
func TestPackageBugs(t *testing.T) {
	t.Parallel()
	const seeds, deedsMax, triesMax = 400, 4, 6
	for _, p := range knownPackages(t) {
		t.Run(p.Package, func(t *testing.T) {
			plain := openPackage(t, p, nil)
			patched, tries := map[string]*scripts.Project{}, map[string]int{}
			// shows reports whether a scenario shrinks to few deeds, and no longer goes wrong with the patch of a bug.
			shows := func(b packageBug, s search.Scenario) bool {
				key := fmt.Sprint(b.Patch)
				if patched[key] == nil {
					patched[key] = openPackage(t, p, b.Patch)
				}
				small, err := search.Shrink(s, b.Says, search.Options{})
				require.NoError(t, err)
				if len(small.Scenario.Operations) > deedsMax || says(t, small.Scenario.About(patched[key].Subject()), b.Says) {
					t.Logf("%s, seed %d: another bug does it\n%s", b.Bug, s.Seed, small.Scenario)
					return false
				}
				t.Logf("%s, seed %d: %s\n%s", b.Bug, s.Seed, small.Outcome.Note(b.Says), small.Scenario)
				return true
			}
			left := slices.Clone(p.Bugs[:1])
			if *bugFlag != "" {
				left = slices.DeleteFunc(slices.Clone(p.Bugs), func(b packageBug) bool {
					return *bugFlag != "all" && *bugFlag != b.Bug
				})
			}
			for seed := uint64(1); seed <= seeds && len(left) > 0; seed++ {
				s := plain.Subject().Scenario("", nil, seed)
				out, err := s.Run(search.Options{})
				require.NoError(t, err)
				wrong := check.Signatures(out.Violations)
				left = slices.DeleteFunc(left, func(b packageBug) bool {
					if !slices.Contains(wrong, b.Says) || tries[b.Bug] == triesMax {
						return false
					}
					tries[b.Bug]++
					return shows(b, s)
				})
			}
			require.Empty(t, left)
		})
	}
}

// TestPatchedPackages: with all patches at once the hunt finds nothing in the packages.
func TestPatchedPackages(t *testing.T) {
	seeds := cmp.Or(*seedsFlag, 20)
	for _, p := range knownPackages(t) {
		t.Run(p.Package, func(t *testing.T) {
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

// TestAlarmsTwin: the rules of dolab/alarms in TypeScript keep all promises that the packages are tested for, on a
// hostile platform.
func TestAlarmsTwin(t *testing.T) {
	seeds := cmp.Or(*seedsFlag, 40)
	p := openPackage(t, packageBugs{Worker: "twin.ts"}, nil)
	search.Demand(t, search.Quarry{Scenario: p.Subject().Of("hostile"), First: 1, Seeds: seeds})
}

// TestPackageTable: the README has a line for each known bug of a package, and the catalogue of bugs has each.
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
