// Package weburl parses and changes URLs by the WHATWG rules, as browsers and Workers do. net/url follows RFC 3986 and
// gives other results for backslashes, dots, hosts and what has to be escaped.
//
//	u, ok := weburl.Parse("HTTP://ex%41mple.com:80/a/../b?x#y", nil)
//	u.Href()                        // http://example.com/b?x#y
//	u.Set("port", "8080")
//
// It passes web-platform-tests' urltestdata and setters_tests but for the hosts with a label "xn--" of invalid punycode:
// those are refused, as the reference runtime of 2026-07-30 refuses them.
package weburl
