package project

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// workerName is what wrangler takes as a Worker's name.
var workerName = regexp.MustCompile(`^$|^[a-z0-9_][a-z0-9_-]*$`)

// basics reads what is neither about modules nor about bindings.
func (r *reader) basics() {
	p := r.project
	r.forgotten()
	r.name()
	p.CompatibilityFlags = r.at("compatibility_flags").strings()
	if d := r.at("compatibility_date"); d == nil {
		r.warn(nil, "compatibility_date is not given: want the date of the behaviour that the Worker was written for")
	} else if _, err := time.Parse(time.DateOnly, d.str()); err != nil {
		r.fail(d, fmt.Sprintf(`"compatibility_date" is %s: want a date such as "2026-01-31"`, shown(d)))
	} else {
		p.CompatibilityDate = d.str()
	}
	p.Crons = r.at("triggers").get("crons").strings()
	limits := r.at("limits")
	p.Limits = Limits{
		CPU:         r.count(limits.get("cpu_ms"), "limits.cpu_ms"),
		Subrequests: r.count(limits.get("subrequests"), "limits.subrequests"),
	}
	r.main()
	r.assets()
}

func (r *reader) name() {
	p, n := r.project, r.at("name")
	p.Name = n.str()
	if n != nil && !workerName.MatchString(p.Name) {
		r.fail(n, fmt.Sprintf(`"name" is %s: want lowercase letters, digits, "_" and "-"`, shown(n)))
	}
	inherits := r.env != nil && (r.env == r.doc.root || r.env.get("name") == nil)
	if inherits && p.Name != "" {
		p.Name += "-" + p.Env
	}
}

// count is a positive whole number, 0 where there is none.
func (r *reader) count(n *node, path string) int {
	if n == nil {
		return 0
	}
	f, err := strconv.ParseFloat(n.text, 64)
	if err != nil || f != math.Trunc(f) || f < 1 || f > math.MaxInt32 {
		r.fail(n, fmt.Sprintf(`"%s" is %s: want a whole number from 1 on`, path, shown(n)))
		return 0
	}
	return int(f)
}

// main finds the entry module. A project of assets alone has none.
func (r *reader) main() {
	p, n := r.project, r.at("main")
	path := `"main"`
	if n == nil {
		if n = r.doc.root.get("site").get("entry-point"); n != nil {
			path = `"site.entry-point"`
		}
	}
	if n == nil && r.at("assets") == nil {
		if n = r.scripted(); n == nil {
			r.fail(nil, `the field "main" is missing: want the path of the entry module, such as "src/index.ts"`)
		}
	}
	if n == nil {
		return
	}
	if strings.HasSuffix(n.text, ".py") {
		r.fail(n, fmt.Sprintf(`%s is %s: Workers in Python cannot run here`, path, shown(n)))
		return
	}
	p.Main = r.path(n)
	info, err := os.Stat(p.Main)
	switch {
	case err != nil:
		r.fail(n, fmt.Sprintf("%s is %s: %v", path, shown(n), plain(err)))
	case info.IsDir():
		r.fail(n, fmt.Sprintf("%s is %s, a folder: want a file", path, shown(n)))
	case !info.Mode().IsRegular():
		r.fail(n, fmt.Sprintf("%s is %s, not a regular file", path, shown(n)))
	}
	if rel, err := filepath.Rel(p.Dir, p.Main); err != nil || !filepath.IsLocal(rel) {
		r.warn(n, fmt.Sprintf("%s is %s, outside the folder of the configuration", path, shown(n)))
	}
	if r.at("no_bundle").yes(false) || r.at("find_additional_modules").yes(false) {
		r.warn(n, "the modules are bundled all the same: imports of names made at run time may fail")
	}
}

// entryArgument is the entry module that a command line gives wrangler.
var entryArgument = regexp.MustCompile(`\bwrangler\s+(?:dev|deploy|publish)\s(?:.*\s)?([\w./@-]+\.(?:[cm]?[jt]s|[jt]sx))(?:\s|$)`)

// scripted finds the entry module in the scripts of package.json, for a configuration that leaves it to command lines.
func (r *reader) scripted() *node {
	var pkg struct{ Scripts map[string]string }
	data, err := readFile(filepath.Join(r.project.Dir, "package.json"))
	if err != nil || json.Unmarshal(data, &pkg) != nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(pkg.Scripts)) {
		if m := entryArgument.FindStringSubmatch(pkg.Scripts[name]); m != nil {
			r.warn(nil, fmt.Sprintf(`the field "main" is missing: it is %q by the script %q of package.json`, m[1], name))
			return &node{kind: text, text: m[1]}
		}
	}
	return nil
}

// path is a path of the configuration, absolute.
func (r *reader) path(n *node) string {
	if filepath.IsAbs(n.text) {
		return filepath.Clean(n.text)
	}
	return filepath.Join(r.project.Dir, filepath.FromSlash(n.text))
}

func (r *reader) assets() {
	n := r.at("assets")
	if n == nil {
		return
	}
	a := &Assets{
		Binding:          n.get("binding").str(),
		HTMLHandling:     n.get("html_handling").str(),
		NotFoundHandling: n.get("not_found_handling").str(),
		BasePath:         n.get("base_path").str(),
		WorkerFirst:      n.get("run_worker_first").yes(false),
		WorkerFirstPaths: n.get("run_worker_first").strings(),
		Pos:              r.pos(n),
	}
	if d := n.get("directory"); d != nil {
		a.Directory = r.path(d)
		if info, err := os.Stat(a.Directory); err != nil || !info.IsDir() {
			r.warn(d, fmt.Sprintf(`"assets.directory" is %s, which is not a folder`, shown(d)))
		}
	}
	r.project.Assets = a
}
