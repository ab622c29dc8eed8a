package bundle

// ParseMap reads a source map of version 3.
var ParseMap = parseMap
