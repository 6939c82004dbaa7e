package own.broken

deny contains "never" if to_number(input.target.kind) == 1
