package scripts

import (
	"regexp"
	"slices"
	"strings"

	"dolab/durable/worker"
)

// surface are the methods that clients call where none are named: those that the Worker's own files define for others to
// call. Routes reports whether there are requests to make, too. Others are left out:
//
//   - private ones, by TypeScript or by an underscore;
//   - those of a library, and those that it calls by replacing its own, unless the Worker's files call them on a stub;
//   - helpers, unless there is nothing else: a class calls them on itself, and no code calls them on anything else.
func (s *source) surface(methods []worker.Method, routes bool) []worker.Method {
	if s.text == "" {
		return methods
	}
	var list, helpers []worker.Method
	for _, m := range methods {
		inside, outside := s.calls(m.Method)
		switch {
		case s.private(m.Class, m.Method), strings.HasPrefix(m.Method, "_"):
		case !outside && (!s.defines(m.Method) || slices.ContainsFunc(m.Replaces, s.foreign)):
		case inside && !outside:
			helpers = append(helpers, m)
		default:
			list = append(list, m)
		}
	}
	if len(list) == 0 && !routes {
		return helpers
	}
	return list
}

// foreign reports whether a class is none of the source's.
func (s *source) foreign(class string) bool {
	_, _, found := s.class(class)
	return !found
}

// calls reports whether code calls a method on the object itself, and whether on anything else.
func (s *source) calls(method string) (inside, outside bool) {
	form := regexp.MustCompile(`(\w*)[)\]]*\s*[?!]?\.\s*` + regexp.QuoteMeta(method) + `\s*(?:<[^>()]*>)?\(`)
	for _, m := range form.FindAllStringSubmatch(s.text, -1) {
		switch m[1] {
		case "this":
			inside = true
		case "super":
		default:
			outside = true
		}
	}
	return inside, outside
}

// defines reports whether the source seems to define a method.
func (s *source) defines(method string) bool {
	return regexp.MustCompile(`(?:^|[^\w.$])` + regexp.QuoteMeta(method) + `\s*(?:<[^>(]*>)?\(`).MatchString(s.text)
}
