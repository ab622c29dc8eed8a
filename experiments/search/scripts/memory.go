package scripts

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// changeSuffix matches what follows the name of a variable in code that changes what the variable holds.
const changeSuffix = `(?:\.(?:set|add|push|delete|clear|unshift|splice|pop|shift)\(` +
	`|(?:\.\w+|\[[^\]]*\])*\s*(?:[-+*/%|&^]|\*\*|\|\||&&|\?\?)?=(?:[^=>]|$)` +
	`|(?:\.\w+|\[[^\]]*\])*(?:\+\+|--))`

// The forms of code that keeps something in memory. They are looked for line by line, in code as people lay it out.
var (
	classHead   = regexp.MustCompile(`^(?:export\s+)?(?:default\s+)?(?:abstract\s+)?class\s+(\w+)`)
	fieldChange = regexp.MustCompile(`this\.(#?\w+)` + changeSuffix)
	fieldCount  = regexp.MustCompile(`(?:\+\+|--)this\.(#?\w+)`)
	globalHead  = regexp.MustCompile(`^(?:export\s+)?(?:let|var)\s+(\w+)|^(?:export\s+)?const\s+(\w+)[^=]*=\s*(?:new (?:Weak)?(?:Map|Set)\b|\[|\{)`)
	setUp       = regexp.MustCompile(`^(\s+)constructor\(`)
)

// handles are fields that objects by convention keep the platform's things in.
var handles = []string{"ctx", "state", "env", "storage", "sql", "kv", "db"}

// keptMax is how many places an explanation names at which things are kept in memory.
const keptMax = 4

// memory tells where classes, of which an object has ended, change what they have in memory only: fields of the object,
// and variables of modules.
func (p *play) memory() (lines []string) {
	for _, file := range ownFiles(p.dir, p.Project.worker) {
		lines = append(lines, p.memoryOf(file.name, strings.Split(file.text, "\n"))...)
	}
	return lines[:min(keptMax, len(lines))]
}

func (p *play) memoryOf(file string, text []string) (lines []string) {
	var globals []string
	for _, line := range text {
		if m := globalHead.FindStringSubmatch(line); m != nil {
			globals = append(globals, regexp.QuoteMeta(m[1]+m[2]))
		}
	}
	var global *regexp.Regexp
	if len(globals) > 0 {
		names := `(` + strings.Join(globals, "|") + `)`
		global = regexp.MustCompile(`(?:^|[^.\w])` + names + changeSuffix + `|(?:\+\+|--)` + names + `\b`)
	}
	class, inSetUp := "", ""
	for n, line := range text {
		if m := classHead.FindStringSubmatch(line); m != nil {
			class = m[1]
		}
		if m := setUp.FindStringSubmatch(line); m != nil {
			inSetUp = m[1] + "}"
		}
		who := p.ended[class]
		m := fieldChange.FindStringSubmatch(line)
		if m == nil {
			m = fieldCount.FindStringSubmatch(line)
		}
		switch {
		case inSetUp != "": // It is done again by the next incarnation.
		case m != nil && who != "" && !slices.Contains(handles, m[1]):
			lines = append(lines, fmt.Sprintf("%s:%d: %s had ended: this.%s is in memory only", file, n+1, who, m[1]))
		case global != nil && !globalHead.MatchString(line) && len(p.ended) > 0:
			if m := global.FindStringSubmatch(line); m != nil {
				lines = append(lines, fmt.Sprintf("%s:%d: %s is in memory only, and all objects of the isolate share it",
					file, n+1, m[1]+m[2]))
			}
		}
		if inSetUp != "" && strings.HasPrefix(line, inSetUp) {
			inSetUp = ""
		}
	}
	return lines
}
