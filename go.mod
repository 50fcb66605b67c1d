module mainmode

go 1.26
