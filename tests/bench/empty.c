/*
 * What the start of status is measured against: a program that does nothing. It is linked with the libraries
 * of the light executable, so that loading them costs both the same.
 */
int main(void)
{
    return 0;
}
