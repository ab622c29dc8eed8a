package scripts

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	alarmHead  = regexp.MustCompile(`(?m)^\s*(?:(?:public|override|async)\s+)*alarm\s*\(|^\s*alarm\s*=\s*async\b`)
	returnForm = regexp.MustCompile(`\breturn\b`)
)

// unarmedMax is how many places an explanation names at which an alarm handler ends.
const unarmedMax = 4

// noteUnarmed notes the classes of the objects that have no alarm, though it has rung.
func (p *play) noteUnarmed() {
	for _, stub := range p.objects() {
		class, _, _ := strings.Cut(stub.Label(), "/")
		sight, err := p.w.Objects.Look(stub)
		if err != nil || !sight.Object.Stored.IsZero() || p.rings[stub.Label()] == nil || slices.Contains(p.unarmed, class) {
			continue
		}
		p.unarmed = append(p.unarmed, class)
	}
}

// ends tells where the alarm handlers end of objects that had no alarm in the end: one that should have set it may have
// left too early.
func (p *play) ends() (lines []string) {
	for _, file := range ownFiles(p.dir, p.Project.worker) {
		s := &source{}
		s.scan(file.text)
		for _, class := range p.unarmed {
			lines = append(lines, s.endsOfAlarm(file.name, class)...)
		}
	}
	return lines[:min(unarmedMax, len(lines))]
}

// endsOfAlarm are the places at which the alarm handler of a class ends: each return, and its head where it has none.
func (s *source) endsOfAlarm(file, class string) (lines []string) {
	begin, end, found := s.class(class)
	if !found {
		return nil
	}
	m := alarmHead.FindStringIndex(s.text[begin:end])
	if m == nil {
		return nil
	}
	begin += m[1]
	open := strings.IndexByte(s.text[begin:end], '{')
	if open < 0 {
		return nil
	}
	body := begin + open
	lineAt := func(at int) int { return 1 + strings.Count(s.text[:at], "\n") }
	for _, r := range returnForm.FindAllStringIndex(s.text[body:balanced(s.text, body)], -1) {
		lines = append(lines, fmt.Sprintf("%s:%d: alarm() of %s can end here, and an object of it has no alarm since it rang",
			file, lineAt(body+r[0]), class))
	}
	if lines == nil {
		lines = []string{fmt.Sprintf("%s:%d: alarm() of %s has ended, and an object of it has no alarm since it rang",
			file, lineAt(body), class)}
	}
	return lines
}
