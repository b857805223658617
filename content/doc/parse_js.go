package doc

// Parse reads nothing: an engine in a page has documents that were read, and what reads them
// would be a tenth of it.
func Parse(_ string, _ func(title string) string, _ *Document) *Document { return &Document{} }
