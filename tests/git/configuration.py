"""The user's configuration and identity, as git reads them."""
import os

from scene import PATH, RECOVER, REVERT, Scene, need

WHO = "--format=%an <%ae> %ad|%cn <%ce> %cd"


def made(s, repo, env=None, words=(), branch=RECOVER):
    """Who made the commit, by a run that makes it anew."""
    for name in (RECOVER, REVERT):
        s.git(repo, "update-ref", "-d", f"refs/heads/{name}")
    s.dr("commit", PATH, *words, cwd=repo, env=env)
    return s.git(repo, "log", "-1", "--date=raw", WHO, branch)


def by_git(s, repo, env=None):
    """Who git says it would be."""
    s.git(repo, "branch", "--force", "by-git", "main")
    tree = s.git(repo, "rev-parse", "main^{tree}")
    commit = s.git(repo, "commit-tree", "-m", "x", tree, env=env)
    return s.git(repo, "log", "-1", "--date=raw", WHO, commit)


DATES = {"GIT_AUTHOR_DATE": "1112911993 +0200", "GIT_COMMITTER_DATE": "1112911994 -0330"}


def same_as_git(s, repo, env=None):
    env = {**DATES, **(env or {})}
    ours, gits = made(s, repo, env), by_git(s, repo, env)
    need(ours == gits, ours, "but git:", gits)
    return ours


def test_variables_over_configuration():
    s = Scene()
    repo = s.repository()
    who = same_as_git(s, repo)
    need(who.startswith("Ada Lovelace <ada@example.org>"), who)
    everything = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@x", "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@x"}
    for name, value in everything.items():
        who = same_as_git(s, repo, {name: value})
        need(value in who, name, who)
    for name in everything:
        need("identity unknown" in s.dr("commit", PATH, "--recover-branch", "x", cwd=repo, env={name: ""}, status=5), name)
    need(same_as_git(s, repo, everything) == "A <a@x> 1112911993 +0200|C <c@x> 1112911994 -0330", "all four")
    s.git(repo, "config", "author.name", "Author Only")
    s.git(repo, "config", "committer.email", "committer@only")
    who = same_as_git(s, repo)
    need("Author Only" in who and "committer@only" in who, who)


def test_names_are_cleaned_as_git_cleans_them():
    s = Scene()
    repo = s.repository()
    for name in ("  Ada  ", "A<d>a", "Ada.", ",Ada;", "Łukasz Ünïcode", "Ada\nLovelace", "\"Ada\"", "A  B", "O'Brien"):
        same_as_git(s, repo, {"GIT_AUTHOR_NAME": name, "GIT_COMMITTER_EMAIL": f" <{name.strip()}@x> "})


def test_nobody():
    s = Scene()
    repo = s.repository()
    (s.home / ".gitconfig").write_text("")
    said = s.dr("commit", PATH, cwd=repo, status=5)
    need("Please tell me who you are" in said and "git config --global user.email" in said, said)
    need(set(s.branches(repo)) == {"main"}, "a branch was made")
    need("identity unknown" in s.dr("recover", "--commit", PATH, cwd=repo, status=5), "recover --commit")
    need(s.git(repo, "status", "--porcelain") == "", "the manifest was written")
    half = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@x"}
    need("Committer identity unknown" in s.dr("commit", PATH, cwd=repo, env=half, status=5), "half of it")
    half = {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@x"}
    need("Author identity unknown" in s.dr("commit", PATH, cwd=repo, env=half, status=5), "the other half")
    s.dr("commit", PATH, "--author", "A <a@x>", cwd=repo, env=half)
    s.git(repo, "config", "user.name", "N")
    need("no address is set" in s.dr("commit", PATH, cwd=repo, status=5), "an address")
    need("N <mail@x>" in made(s, repo, {"EMAIL": "mail@x"}), "EMAIL")
    s.git(repo, "config", "user.useConfigOnly", "true")
    s.dr("commit", PATH, cwd=repo, env={"EMAIL": "mail@x"}, status=5)
    need("no name is set" in s.dr("commit", PATH, cwd=repo, env={"GIT_AUTHOR_NAME": "<>", "GIT_AUTHOR_EMAIL": "a@x", **half}, status=5),
         "nothing but crud")


def test_author():
    s = Scene()
    repo = s.repository()
    who = made(s, repo, DATES, ["--author", "Grace Hopper <grace@example.org>"])
    need(who == "Grace Hopper <grace@example.org> 1112911993 +0200|Ada Lovelace <ada@example.org> 1112911994 -0330", who)
    for bad in ("Grace", "Grace <grace", "<g@x>", "Grace <>", "Grace <g@x> and more"):
        need("Name <email>" in s.dr("commit", PATH, "--author", bad, cwd=repo, status=2), bad)


def test_dates():
    s = Scene()
    repo = s.repository()
    for zone in ("UTC", "Europe/Berlin", "America/St_Johns"):
        for date in ("1112911993 +0200", "@1112911993 -0330", "@5 +0000", "Thu, 07 Apr 2005 22:13:13 +0200",
                     "7 Apr 2005 22:13:13 +0000", "2005-04-07T22:13:13+02:00", "2005-04-07T22:13:13Z", "2005-04-07 22:13:13",
                     "2005-12-07T22:13:13", "2005-04-07T22:13:13.5-0500", "2024-02-29 12:00:00 +0100", "2099-03-01T00:00:00Z",
                     "1999-12-31 23:59:59 +1400"):
            same_as_git(s, repo, {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "TZ": zone})
    for bad in ("yesterday", "2005-13-07T00:00:00Z", "12:00", "@x", "1112911993 0200", "2005-04-07T22:13:13 +9999", "04/07/2005"):
        said = s.dr("commit", PATH, cwd=repo, env={"GIT_AUTHOR_DATE": bad}, status=5)
        need("invalid date format" in said, bad, said)


def test_the_files_that_git_reads():
    """Each place in turn; the later ones win."""
    s = Scene()
    repo = s.repository()
    (s.home / ".gitconfig").write_text("[user]\n\temail = ada@example.org\n")
    env = {"GIT_CONFIG_NOSYSTEM": "0", "GIT_CONFIG_SYSTEM": str(s.folder / "system")}
    s.write(s.folder, {"system": "[user]\n\tname = System\n"})
    need(same_as_git(s, repo, env).startswith("System <ada@"), "GIT_CONFIG_SYSTEM")
    s.dr("commit", PATH, cwd=repo, env={**env, "GIT_CONFIG_NOSYSTEM": "1"}, status=5)
    s.write(s.home, {".config/git/config": "[user]\n\tname = Home XDG\n"})
    need(same_as_git(s, repo, env).startswith("Home XDG <ada@"), "~/.config/git/config")
    s.write(s.folder, {"xdg/git/config": "[user]\n\tname = XDG\n"})
    env["XDG_CONFIG_HOME"] = str(s.folder / "xdg")
    need(same_as_git(s, repo, env).startswith("XDG <ada@"), "XDG_CONFIG_HOME")
    (s.home / ".gitconfig").write_text("[user]\n\temail = ada@example.org\n\tname = Home\n")
    need(same_as_git(s, repo, env).startswith("Home <ada@"), "~/.gitconfig")
    s.write(s.folder, {"global": "[user]\n\tname = Global\n\temail = g@x\n"})
    need(same_as_git(s, repo, {**env, "GIT_CONFIG_GLOBAL": str(s.folder / "global")}).startswith("Global <g@x>"), "GIT_CONFIG_GLOBAL")
    s.write(s.folder, {"global": "[user]\n\tname = Global\n"})
    s.dr("commit", PATH, cwd=repo, env={**env, "GIT_CONFIG_GLOBAL": str(s.folder / "global")}, status=5)
    s.git(repo, "config", "user.name", "Local")
    need(same_as_git(s, repo, {**env, "GIT_CONFIG_GLOBAL": str(s.folder / "none"), "EMAIL": "e@x"}).startswith("Local <e@x>"), "local")
    count = {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "First",
             "GIT_CONFIG_KEY_1": "USER.Name", "GIT_CONFIG_VALUE_1": "Last"}
    need(same_as_git(s, repo, {**env, **count}).startswith("Last <ada@"), "GIT_CONFIG_COUNT")


def test_dev_null_is_no_configuration():
    s = Scene()
    repo = s.repository()
    s.git(repo, "config", "user.name", "Local")
    s.git(repo, "config", "user.email", "local@x")
    env = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_NOSYSTEM": "0"}
    need(same_as_git(s, repo, env).startswith("Local <local@x>"), "/dev/null")


def test_includes():
    s = Scene()
    repo = s.repository(name="work-repo")
    s.write(s.home, {".gitconfig": "[user]\n\tname = Home\n\temail = h@x\n[include]\n\tpath = ~/more\n\tpath = nowhere\n"
                                   f"[includeIf \"gitdir:{s.folder}/work-*/\"]\n\tpath = work\n"
                                   "[includeIf \"gitdir:/elsewhere/\"]\n\tpath = wrong\n"
                                   "[includeIf \"onbranch:main\"]\n\tpath = branch\n",
                     "more": "[author]\n\tname = Included\n", "work": "[user]\n\temail = work@x\n",
                     "wrong": "[user]\n\tname = Wrong\n", "branch": "[committer]\n\tname = On Main\n"})
    who = same_as_git(s, repo)
    need(who.startswith("Included <work@x>") and "On Main" in who, who)


def test_mistakes_in_the_configuration():
    s = Scene()
    repo = s.repository()
    s.git(repo, "config", "commit.gpgSign", "perhaps")
    said = s.dr("commit", PATH, cwd=repo, status=5)
    need("bad boolean value 'perhaps'" in said and "--show-origin commit.gpgsign" in said, said)
    s.git(repo, "config", "--unset", "commit.gpgSign")
    for env in ({"GIT_CONFIG_COUNT": "x"}, {"GIT_CONFIG_COUNT": "-1"}, {"GIT_CONFIG_COUNT": "1"},
                {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.name"}, {"GIT_CONFIG_COUNT": "99999999999999999999"}):
        need("GIT_CONFIG_" in s.dr("commit", PATH, cwd=repo, env=env, status=5), env)
    need("no boolean" in s.dr("commit", PATH, cwd=repo, env={"GIT_CONFIG_NOSYSTEM": "maybe"}, status=5))
    s.write(s.home, {".gitconfig": "[user\nname = x\n"})
    need(".gitconfig" in s.dr("commit", PATH, cwd=repo, status=5), "the file is not named")


def test_a_configuration_that_may_not_be_read():
    if os.geteuid() == 0:
        from scene import Skip
        raise Skip("root may read everything")
    s = Scene()
    repo = s.repository()
    s.write(s.folder, {"xdg/git/config": "[user]\n\tname = Secret\n"})
    (s.folder / "xdg/git/config").chmod(0)
    need("Ada" in same_as_git(s, repo, {"XDG_CONFIG_HOME": str(s.folder / "xdg")}), "an unreadable file is no file")


def test_without_a_home():
    s = Scene()
    repo = s.repository()
    s.git(repo, "config", "user.name", "Local")
    s.git(repo, "config", "user.email", "local@x")
    del s.env["HOME"]
    s.dr("commit", PATH, cwd=repo)
    need(s.git(repo, "log", "-1", "--format=%an", REVERT) == "Local", "without HOME")
