package i18n

var english = &Language{
	Code: "en", Name: "English",
	DateLayout: "2 January 2006",
	Byte:       "B",
	CodeWords: CodeWords{
		Noun:   "error",
		Cue:    "errors exit return returned returns returning result failure",
		Filler: "is was are of number value equals",
		Loose:  "hexadecimal decimal the an a",
		Ending: "exit exits exited fail fails failed failing finish finished finishes end ended ends terminate terminated terminates " +
			"complete completed completes return returned returns",
		Link: "with",
		Count: "computers hosts clients agents packages updates seconds minutes hours days weeks months years times lines rows " +
			"files folders users errors pages entries tasks servers sites euros",
		Connector: "and or nor then",
		Octet:     "byte bytes",
	},
}
