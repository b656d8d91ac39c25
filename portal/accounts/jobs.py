"""What the jobs process needs of accounts: how their mails are composed."""

from portal.accounts import letters as letters
